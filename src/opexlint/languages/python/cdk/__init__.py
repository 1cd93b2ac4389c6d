"""AWS CDK programs: which constructs they make, and which CloudFormation resources those become."""
