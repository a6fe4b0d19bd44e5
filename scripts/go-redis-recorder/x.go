package main
import ("context";"reflect")
func ctx() reflect.Value { return reflect.ValueOf(context.Background()) }
