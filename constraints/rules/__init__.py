"""The rules, one file each; whatever stands here is found, no list names them."""
