"""The picture: shapes, routes and text as SVG, with what is marked on them."""
