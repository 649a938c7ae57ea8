"""The application: everything that people use besides the pages themselves."""
