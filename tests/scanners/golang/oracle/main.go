// Command oracle prints what go/types says about packages: types of expressions and meanings of identifiers.
//
// usage: oracle import-path ...
//
// One line a fact, fields separated by tabs, offsets in bytes:
//
//	type    file start end constant|value type
//	object  file offset kind target
//
// where target is file:offset for what the package itself declares, and path.Name for the rest.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "linux", "amd64", false
	l := &loader{context, token.NewFileSet(), map[string]*types.Package{"unsafe": types.Unsafe}}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, path := range os.Args[1:] {
		info := &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{},
			Defs:  map[*ast.Ident]types.Object{},
			Uses:  map[*ast.Ident]types.Object{},
		}
		written := map[ast.Node]bool{}
		pkg, err := l.check(path, info, written)
		if err != nil {
			log.Fatalf("%s: %v", path, err)
		}
		l.print(out, pkg, info, written)
	}
}

type loader struct {
	context build.Context
	fset    *token.FileSet
	loaded  map[string]*types.Package
}

func (l *loader) Import(path string) (*types.Package, error) {
	if pkg := l.loaded[path]; pkg != nil {
		return pkg, nil
	}
	pkg, err := l.check(path, nil, nil)
	l.loaded[path] = pkg
	return pkg, err
}

func (l *loader) check(path string, info *types.Info, written map[ast.Node]bool) (*types.Package, error) {
	directory := filepath.Join(l.context.GOROOT, "src", filepath.FromSlash(path))
	if _, err := os.Stat(directory); err != nil {
		directory = filepath.Join(l.context.GOROOT, "src", "vendor", filepath.FromSlash(path))
	}
	found, err := l.context.ImportDir(directory, 0)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(l.fset, filepath.Join(directory, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
		if written != nil { // the type checker makes literals of its own, for x++
			ast.Inspect(file, func(node ast.Node) bool {
				written[node] = true
				return true
			})
		}
	}
	config := types.Config{Importer: l, IgnoreFuncBodies: info == nil, Sizes: types.SizesFor("gc", "amd64")}
	return config.Check(path, l.fset, files, info)
}

func (l *loader) place(pos token.Pos) (string, int) {
	position := l.fset.PositionFor(pos, false) // as it stands, whatever //line says
	relative, err := filepath.Rel(filepath.Join(l.context.GOROOT, "src"), position.Filename)
	if err != nil {
		return position.Filename, position.Offset
	}
	return filepath.ToSlash(relative), position.Offset
}

func (l *loader) print(out *bufio.Writer, pkg *types.Package, info *types.Info, written map[ast.Node]bool) {
	for expression, recorded := range info.Types {
		file, start := l.place(expression.Pos())
		_, end := l.place(expression.End())
		mode := "value"
		if recorded.Value != nil || recorded.IsNil() {
			mode = "constant"
		}
		if recorded.IsBuiltin() || !written[expression] {
			continue
		}
		fmt.Fprintf(out, "type\t%s\t%d\t%d\t%s\t%s\n", file, start, end, mode, spell(recorded.Type))
	}
	for _, named := range []map[*ast.Ident]types.Object{info.Uses, info.Defs} {
		for identifier, object := range named {
			if object == nil || identifier.Name == "_" {
				continue
			}
			if variable, ok := object.(*types.Var); ok && variable.Embedded() && variable.Pos() == identifier.Pos() {
				continue // the identifier also means the type
			}
			file, offset := l.place(identifier.Pos())
			fmt.Fprintf(out, "object\t%s\t%d\t%s\t%s\n", file, offset, kind(object), l.target(pkg, object))
		}
	}
}

func kind(object types.Object) string {
	switch object := object.(type) {
	case *types.Var:
		if object.IsField() {
			return "field"
		}
		return "var"
	case *types.Func:
		return "func"
	case *types.TypeName:
		return "type"
	case *types.Const, *types.Nil:
		return "const"
	case *types.PkgName:
		return "package"
	case *types.Builtin:
		return "builtin"
	case *types.Label:
		return "label"
	}
	return "?"
}

func (l *loader) target(pkg *types.Package, object types.Object) string {
	switch each := object.(type) {
	case *types.PkgName:
		return each.Imported().Path()
	case *types.Var:
		object = each.Origin()
	case *types.Func:
		object = each.Origin()
	}
	if object.Pkg() == pkg && object.Pos().IsValid() {
		file, offset := l.place(object.Pos())
		return fmt.Sprintf("%s:%d", file, offset)
	}
	if object.Pkg() == nil {
		if _, isMethod := object.(*types.Func); isMethod {
			return "error." + object.Name()
		}
		return object.Name()
	}
	return object.Pkg().Path() + "." + object.Name()
}

// spell writes types as the analyser does: package names, no parameter names, no aliases.
func spell(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case nil:
		return "()"
	case *types.Basic:
		switch t.Kind() {
		case types.Uint8:
			return "byte"
		case types.Int32:
			return "rune"
		case types.UnsafePointer:
			return "unsafe.Pointer"
		}
		return t.Name()
	case *types.Named:
		name := t.Obj().Name()
		if t.Obj().Pkg() != nil {
			name = t.Obj().Pkg().Name() + "." + name
		}
		if t.TypeArgs().Len() > 0 {
			var arguments []string
			for i := 0; i < t.TypeArgs().Len(); i++ {
				arguments = append(arguments, spell(t.TypeArgs().At(i)))
			}
			return name + "[" + strings.Join(arguments, ", ") + "]"
		}
		if t.TypeParams().Len() > 0 {
			var parameters []string
			for i := 0; i < t.TypeParams().Len(); i++ {
				parameters = append(parameters, t.TypeParams().At(i).Obj().Name())
			}
			return name + "[" + strings.Join(parameters, ", ") + "]"
		}
		return name
	case *types.Pointer:
		return "*" + spell(t.Elem())
	case *types.Slice:
		return "[]" + spell(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), spell(t.Elem()))
	case *types.Map:
		return "map[" + spell(t.Key()) + "]" + spell(t.Elem())
	case *types.Chan:
		switch t.Dir() {
		case types.SendOnly:
			return "chan<- " + spell(t.Elem())
		case types.RecvOnly:
			return "<-chan " + spell(t.Elem())
		}
		if inner, ok := t.Elem().(*types.Chan); ok && inner.Dir() == types.RecvOnly {
			return "chan (" + spell(inner) + ")"
		}
		return "chan " + spell(t.Elem())
	case *types.Signature:
		return "func" + tail(t)
	case *types.Tuple:
		return "(" + list(t) + ")"
	case *types.Struct:
		var fields []string
		for i := 0; i < t.NumFields(); i++ {
			field := t.Field(i)
			text := spell(field.Type())
			if !field.Embedded() {
				text = field.Name() + " " + text
			}
			fields = append(fields, text)
		}
		return "struct{" + strings.Join(fields, "; ") + "}"
	case *types.Interface:
		if t.NumExplicitMethods() == 0 && t.NumEmbeddeds() == 0 {
			return "any"
		}
		var parts []string
		for i := 0; i < t.NumExplicitMethods(); i++ {
			method := t.ExplicitMethod(i)
			parts = append(parts, method.Name()+tail(method.Type().(*types.Signature)))
		}
		for i := 0; i < t.NumEmbeddeds(); i++ {
			parts = append(parts, spell(t.EmbeddedType(i)))
		}
		return "interface{" + strings.Join(parts, "; ") + "}"
	case *types.Union:
		var terms []string
		for i := 0; i < t.Len(); i++ {
			tilde := ""
			if t.Term(i).Tilde() {
				tilde = "~"
			}
			terms = append(terms, tilde+spell(t.Term(i).Type()))
		}
		return strings.Join(terms, " | ")
	case *types.TypeParam:
		return t.Obj().Name()
	}
	return fmt.Sprintf("?%T", t)
}

func tail(signature *types.Signature) string {
	var params []string
	for i := 0; i < signature.Params().Len(); i++ {
		text := spell(signature.Params().At(i).Type())
		if signature.Variadic() && i == signature.Params().Len()-1 {
			text = "..." + strings.TrimPrefix(text, "[]")
		}
		params = append(params, text)
	}
	text := "(" + strings.Join(params, ", ") + ")"
	switch signature.Results().Len() {
	case 0:
		return text
	case 1:
		return text + " " + spell(signature.Results().At(0).Type())
	}
	return text + " (" + list(signature.Results()) + ")"
}

func list(tuple *types.Tuple) string {
	var parts []string
	for i := 0; i < tuple.Len(); i++ {
		parts = append(parts, spell(tuple.At(i).Type()))
	}
	return strings.Join(parts, ", ")
}
