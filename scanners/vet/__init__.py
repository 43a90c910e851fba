"""`ironrules-vet`: the analyser as a tool of the go command.

    go vet -vettool=$(which ironrules-vet) ./...

The go command starts it once for each package and for each that these depend on, some hundred times, so it answers for
those without a trigger word before the parser is imported. Only analysis.py imports what is slow.
"""
