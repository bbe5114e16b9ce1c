"""One test for each promise PS-01 to PS-28, named by it (`test_ps_04_…`), each file one piece's. `infra.promises` lists them."""
