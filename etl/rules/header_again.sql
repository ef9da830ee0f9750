{cell} = {header}
