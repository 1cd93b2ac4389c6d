"""Pulumi programs: which resources they register, in CloudFormation's terms by way of Terraform's."""
