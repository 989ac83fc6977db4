"""The planner's page: HTML views of what the use cases say, and forms that call them."""
