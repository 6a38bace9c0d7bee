module fairlead.io/gotemplate

go 1.18
