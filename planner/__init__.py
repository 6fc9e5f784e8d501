"""The domain of e-commerce parks: scenarios, layouts, clauses of the standards, the independent check."""
