"""The screens of Dabokdong. Reads `pipelines.read`; knows no SQL."""
