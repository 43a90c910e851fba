package user

// This file imports nothing.
func (o *owner) use() {
	_ = o.strings.Take()   // get: Strings.All via Strings.Take
	o.strings.Give("a")    // put: Strings.All via Strings.Give
	o.strings.All.Put("b") // put: Strings.All
}
