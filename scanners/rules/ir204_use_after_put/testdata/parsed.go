// Package parsed reads values that lie in the memory of the parser that gave them.
package parsed

import "github.com/valyala/fastjson"

var parsers fastjson.ParserPool

func late(line []byte) (string, error) {
	parser := parsers.Get()
	value, err := parser.ParseBytes(line)
	if err != nil {
		parsers.Put(parser)
		return "", err
	}
	message := value.GetStringBytes("message")
	parsers.Put(parser)
	return string(message), nil // want "`message` is used after"
}

func inTime(line []byte) (string, int, error) {
	parser := parsers.Get()
	value, err := parser.ParseBytes(line)
	if err != nil {
		parsers.Put(parser)
		return "", 0, err
	}
	message, level := string(value.GetStringBytes("message")), value.GetInt("level")
	parsers.Put(parser)
	return message, level, nil
}

func items(line []byte) (int, error) {
	parser := parsers.Get()
	defer parsers.Put(parser)
	value, err := parser.ParseBytes(line)
	if err != nil {
		return 0, err
	}
	return len(value.GetArray("items")), nil
}
