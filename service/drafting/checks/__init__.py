"""The rules of product.md 3.2, one function each, in modules by what they look at; `check.py` lists and runs them."""
