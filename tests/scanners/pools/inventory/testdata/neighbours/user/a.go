package user

import "example.com/m/shared"

type owner struct{ strings shared.Strings }
