package a

import "sync"

type sheet struct{ lines []string }

func (s *sheet) clear() *sheet {
	s.lines = s.lines[:0]
	return s
}

func (s *sheet) other() *sheet {
	return &sheet{}
}

var sheets = sync.Pool{New: func() any { return new(sheet) }} // pool: sheets package *sheet

func takeSheet() *sheet {
	return sheets.Get().(*sheet).clear() // get: sheets uncounted
}

func giveSheet(s *sheet) {
	sheets.Put(s.clear()) // put: sheets uncounted
}

func swapSheet(s *sheet) {
	sheets.Put(s.other()) // put: sheets
}

func useSheets() {
	s := takeSheet() // get: sheets via takeSheet
	swapSheet(s)
	giveSheet(s) // put: sheets via giveSheet
}
