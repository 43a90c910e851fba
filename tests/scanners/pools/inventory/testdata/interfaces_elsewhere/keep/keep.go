package keep

type Keeper interface {
	Get() any
	Put(x any)
}
