// Package bounded gives back what is small, and lets go of the memory of the rest.
package bounded

import "example.com/packages/bufs"

func Show(text string, show func([]byte)) {
	page := bufs.GetPage()
	page.Text = append(page.Text[:0], text...)
	show(page.Text)
	if cap(page.Text) > 1<<16 {
		page.Text = nil
	}
	bufs.PutPage(page)
}

func Print(text string, show func([]byte)) {
	page := bufs.GetPage()
	page.Text = append(page.Text[:0], text...)
	show(page.Text)
	if cap(page.Text) <= 1<<16 {
		bufs.PutPage(page)
	}
}
