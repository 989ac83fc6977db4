"""The application and its resources, one module each."""
