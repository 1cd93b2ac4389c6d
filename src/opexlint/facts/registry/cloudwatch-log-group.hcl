# terraform-aws-modules/cloudwatch/aws//modules/log-group: one log group.

variable "create" {
  default = true
}
variable "name" {
  default = null
}
variable "retention_in_days" {
  default = null
}
variable "kms_key_id" {
  default = null
}
variable "tags" {
  default = {}
}

resource "aws_cloudwatch_log_group" "this" {
  count = var.create ? 1 : 0

  name              = var.name
  retention_in_days = var.retention_in_days
  kms_key_id        = var.kms_key_id
  tags              = var.tags
}

output "cloudwatch_log_group_name" {
  value = try(aws_cloudwatch_log_group.this[0].name, "")
}
output "cloudwatch_log_group_arn" {
  value = try(aws_cloudwatch_log_group.this[0].arn, "")
}
