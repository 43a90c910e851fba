// Command describe writes the exported declarations of standard library packages as Go source without bodies.
//
// usage: describe DIRECTORY [import path ...]
//
// One file a package: exported names, and the unexported types that these need. Structs keep exported fields; a field
// `_ struct{}` stands for the unexported ones. Methods and fields promoted from unexported embedded types are written
// as the type's own. Packages are type-checked from source for linux/amd64 without cgo.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: describe DIRECTORY [import path ...]")
	}
	directory, wanted := os.Args[1], os.Args[2:]
	if err := os.MkdirAll(directory, 0o755); err != nil {
		log.Fatal(err)
	}
	l := newLoader()
	if len(wanted) == 0 {
		wanted = l.importable()
		version := []byte(runtime.Version() + "\n")
		if err := os.WriteFile(filepath.Join(directory, "VERSION"), version, 0o644); err != nil {
			log.Fatal(err)
		}
	}
	for _, importPath := range wanted {
		pkg, err := l.Import(importPath)
		if err != nil {
			log.Fatalf("%s: %v", importPath, err)
		}
		text, err := describe(pkg)
		if err != nil {
			log.Fatalf("%s: %v", importPath, err)
		}
		name := strings.ReplaceAll(importPath, "/", ".") + ".txt"
		if err := os.WriteFile(filepath.Join(directory, name), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// A loader type-checks packages from source and is the importer of their imports.
type loader struct {
	context build.Context
	fset    *token.FileSet
	loaded  map[string]*types.Package
}

func newLoader() *loader {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "linux", "amd64", false
	return &loader{context, token.NewFileSet(), map[string]*types.Package{"unsafe": types.Unsafe}}
}

// importable lists the packages that programs may import and that declare something.
func (l *loader) importable() []string {
	src := filepath.Join(l.context.GOROOT, "src")
	var found []string
	err := filepath.WalkDir(src, func(p string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		switch name := entry.Name(); {
		case name == "internal", name == "vendor", name == "testdata", name == "cmd", strings.HasPrefix(name, "_"):
			return filepath.SkipDir
		}
		relative, err := filepath.Rel(src, p)
		if err != nil || relative == "." || relative == "builtin" || relative == "unsafe" {
			return err
		}
		if pkg, err := l.context.ImportDir(p, 0); err == nil && len(pkg.GoFiles) > 0 && pkg.Name != "main" {
			found = append(found, filepath.ToSlash(relative))
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	return found
}

func (l *loader) Import(importPath string) (*types.Package, error) {
	if pkg := l.loaded[importPath]; pkg != nil {
		return pkg, nil
	}
	directory := filepath.Join(l.context.GOROOT, "src", filepath.FromSlash(importPath))
	if _, err := os.Stat(directory); err != nil {
		directory = filepath.Join(l.context.GOROOT, "src", "vendor", filepath.FromSlash(importPath))
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
	}
	config := types.Config{Importer: l, IgnoreFuncBodies: true, Sizes: types.SizesFor("gc", "amd64")}
	pkg, err := config.Check(importPath, l.fset, files, nil)
	l.loaded[importPath] = pkg
	return pkg, err
}

// A description collects the declarations of one package.
type description struct {
	pkg     *types.Package
	imports map[string]string // import path -> name in this file
	body    bytes.Buffer
	waiting []*types.TypeName // unexported types that were mentioned
	seen    map[types.Object]bool
}

func describe(pkg *types.Package) ([]byte, error) {
	d := &description{pkg: pkg, imports: map[string]string{}, seen: map[types.Object]bool{}}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		if object := scope.Lookup(name); object.Exported() {
			d.declare(object)
		}
	}
	for len(d.waiting) > 0 {
		sort.Slice(d.waiting, func(i, j int) bool { return d.waiting[i].Name() < d.waiting[j].Name() })
		next := d.waiting[0]
		d.waiting = d.waiting[1:]
		d.declare(next)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "package %s\n\n", pkg.Name())
	paths := make([]string, 0, len(d.imports))
	for importPath := range d.imports {
		paths = append(paths, importPath)
	}
	sort.Strings(paths)
	for _, importPath := range paths {
		fmt.Fprintf(&out, "import %s %q\n", d.imports[importPath], importPath)
	}
	out.Write(d.body.Bytes())
	return format.Source(out.Bytes())
}

// qualify names the package of a type, and notes the import and the unexported types of this package.
func (d *description) qualify(other *types.Package) string {
	if other == d.pkg {
		return ""
	}
	name, known := d.imports[other.Path()]
	if !known {
		name = other.Name()
		for _, taken := range d.imports {
			if taken == name { // crypto/rand beside math/rand
				name = strings.NewReplacer("/", "_", ".", "_").Replace(other.Path())
			}
		}
		if d.pkg.Scope().Lookup(name) != nil {
			name = strings.NewReplacer("/", "_", ".", "_").Replace(other.Path()) + "_"
		}
		d.imports[other.Path()] = name
	}
	return name
}

func (d *description) text(t types.Type) string {
	d.mention(t, 0)
	return types.TypeString(t, d.qualify)
}

// mention notes unexported types of this package, which exported declarations refer to.
func (d *description) mention(t types.Type, depth int) {
	if depth > 20 {
		return
	}
	inner := func(each types.Type) { d.mention(each, depth+1) }
	note := func(name *types.TypeName) {
		if name.Pkg() == d.pkg && !name.Exported() && name.Parent() == d.pkg.Scope() && !d.seen[name] {
			d.seen[name] = true
			d.waiting = append(d.waiting, name)
		}
	}
	switch t := t.(type) {
	case *types.Alias:
		note(t.Obj())
		for i := 0; i < t.TypeArgs().Len(); i++ {
			inner(t.TypeArgs().At(i))
		}
	case *types.Named:
		note(t.Obj())
		for i := 0; i < t.TypeArgs().Len(); i++ {
			inner(t.TypeArgs().At(i))
		}
	case *types.Pointer:
		inner(t.Elem())
	case *types.Slice:
		inner(t.Elem())
	case *types.Array:
		inner(t.Elem())
	case *types.Chan:
		inner(t.Elem())
	case *types.Map:
		inner(t.Key())
		inner(t.Elem())
	case *types.Signature:
		for i := 0; i < t.TypeParams().Len(); i++ {
			inner(t.TypeParams().At(i).Constraint())
		}
		inner(t.Params())
		inner(t.Results())
	case *types.Tuple:
		for i := 0; i < t.Len(); i++ {
			inner(t.At(i).Type())
		}
	case *types.Struct:
		for i := 0; i < t.NumFields(); i++ {
			inner(t.Field(i).Type())
		}
	case *types.Interface:
		for i := 0; i < t.NumExplicitMethods(); i++ {
			inner(t.ExplicitMethod(i).Type())
		}
		for i := 0; i < t.NumEmbeddeds(); i++ {
			inner(t.EmbeddedType(i))
		}
	case *types.Union:
		for i := 0; i < t.Len(); i++ {
			inner(t.Term(i).Type())
		}
	}
}

func (d *description) printf(layout string, arguments ...any) {
	fmt.Fprintf(&d.body, layout, arguments...)
}

func (d *description) declare(object types.Object) {
	switch object := object.(type) {
	case *types.Const:
		d.constant(object)
	case *types.Var:
		d.printf("\nvar %s %s\n", object.Name(), d.text(object.Type()))
	case *types.Func:
		signature := object.Type().(*types.Signature)
		d.printf("\nfunc %s%s\n", object.Name(), strings.TrimPrefix(d.text(signature), "func"))
	case *types.TypeName:
		d.seen[object] = true
		d.typeName(object)
	}
}

func (d *description) constant(object *types.Const) {
	value := object.Val().ExactString()
	basic, _ := object.Type().Underlying().(*types.Basic)
	if basic != nil && basic.Info()&types.IsUntyped != 0 {
		switch basic.Kind() {
		case types.UntypedRune:
			value = fmt.Sprintf("'\\x00' + %s", value)
		case types.UntypedFloat:
			value = floatText(object.Val())
		}
		d.printf("\nconst %s = %s\n", object.Name(), value)
		return
	}
	if basic != nil && basic.Info()&types.IsFloat != 0 {
		value = floatText(object.Val())
	}
	d.printf("\nconst %s %s = %s\n", object.Name(), d.text(object.Type()), value)
}

func floatText(value constant.Value) string {
	number, _ := constant.Float64Val(value)
	text := fmt.Sprint(number)
	if !strings.ContainsAny(text, ".eIN") {
		text += ".0"
	}
	return text
}

func (d *description) typeName(object *types.TypeName) {
	if object.IsAlias() {
		d.printf("\ntype %s = %s\n", object.Name(), d.text(types.Unalias(object.Type())))
		return
	}
	named, ok := object.Type().(*types.Named)
	if !ok { // unsafe.Pointer
		d.printf("\ntype %s *int\n", object.Name())
		return
	}
	var underlying string
	promoted := named.Underlying()
	if structure, ok := promoted.(*types.Struct); ok {
		underlying = d.structure(structure)
	} else {
		underlying = d.text(promoted)
	}
	d.printf("\ntype %s%s %s\n", object.Name(), d.parameters(named.TypeParams(), true), underlying)
	if _, isInterface := promoted.(*types.Interface); !isInterface {
		d.methods(named)
	}
}

func (d *description) parameters(list *types.TypeParamList, constraints bool) string {
	if list.Len() == 0 {
		return ""
	}
	var parts []string
	for i := 0; i < list.Len(); i++ {
		part := list.At(i).Obj().Name()
		if constraints {
			part += " " + d.text(list.At(i).Constraint())
		}
		parts = append(parts, part)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// structure writes exported fields, those promoted from unexported embedded structs included.
func (d *description) structure(structure *types.Struct) string {
	var out strings.Builder
	out.WriteString("struct {\n")
	hidden := false
	var visit func(*types.Struct, int)
	visit = func(each *types.Struct, depth int) {
		for i := 0; i < each.NumFields(); i++ {
			field := each.Field(i)
			switch {
			case field.Embedded() && field.Exported():
				fmt.Fprintf(&out, "\t%s\n", d.text(field.Type()))
			case field.Exported():
				fmt.Fprintf(&out, "\t%s %s\n", field.Name(), d.text(field.Type()))
			default:
				hidden = true
				inner := field.Type()
				if pointer, ok := inner.(*types.Pointer); ok {
					inner = pointer.Elem()
				}
				if embedded, ok := inner.Underlying().(*types.Struct); ok && field.Embedded() && depth < 5 {
					visit(embedded, depth+1)
				}
			}
		}
	}
	visit(structure, 0)
	if hidden {
		out.WriteString("\t_ struct{}\n")
	}
	out.WriteString("}")
	return out.String()
}

// methods writes the type's own exported methods and those that it has through unexported embedded types.
func (d *description) methods(named *types.Named) {
	object := named.Obj()
	set := types.NewMethodSet(types.NewPointer(named))
	for i := 0; i < set.Len(); i++ {
		selection := set.At(i)
		method := selection.Obj().(*types.Func)
		if !method.Exported() || !d.isOwn(named, selection) {
			continue
		}
		signature := method.Type().(*types.Signature)
		star := "*"
		if types.NewMethodSet(named).Lookup(method.Pkg(), method.Name()) != nil {
			star = ""
		}
		d.printf("\nfunc (%s%s%s) %s%s\n", star, object.Name(), d.parameters(d.receiverParameters(named, signature), false),
			method.Name(), strings.TrimPrefix(d.text(signature), "func"))
	}
}

// receiverParameters prefers the names that the method gives to the type parameters of its receiver.
func (d *description) receiverParameters(named *types.Named, signature *types.Signature) *types.TypeParamList {
	if own := signature.RecvTypeParams(); own.Len() == named.TypeParams().Len() {
		return own
	}
	return named.TypeParams()
}

// isOwn tells whether a method would not be found through the embedded fields that are written.
func (d *description) isOwn(named *types.Named, selection *types.Selection) bool {
	index := selection.Index()
	structure, isStruct := named.Underlying().(*types.Struct)
	if len(index) == 1 || !isStruct {
		return true
	}
	return !structure.Field(index[0]).Exported()
}

