# terraform-aws-modules/sqs/aws: a queue and, on request, its dead-letter queue.

variable "create" {
  default = true
}
variable "create_dlq" {
  default = false
}
variable "fifo_queue" {
  default = false
}
variable "use_name_prefix" {
  default = false
}
variable "name" {
  default = null
}
variable "dlq_name" {
  default = null
}
variable "redrive_policy" {
  default = {}
}
variable "delay_seconds" {
  default = null
}
variable "max_message_size" {
  default = null
}
variable "message_retention_seconds" {
  default = null
}
variable "receive_wait_time_seconds" {
  default = null
}
variable "visibility_timeout_seconds" {
  default = null
}
variable "dlq_message_retention_seconds" {
  default = null
}
variable "dlq_visibility_timeout_seconds" {
  default = null
}
variable "tags" {
  default = {}
}
variable "dlq_tags" {
  default = {}
}

locals {
  name     = try(trimsuffix(var.name, ".fifo"), "")
  dlq_name = try(coalesce(try(trimsuffix(var.dlq_name, ".fifo"), ""), "${local.name}-dlq"), "")
}

resource "aws_sqs_queue" "this" {
  count = var.create ? 1 : 0

  name                       = var.use_name_prefix ? null : (var.fifo_queue ? "${local.name}.fifo" : local.name)
  fifo_queue                 = var.fifo_queue
  delay_seconds              = var.delay_seconds
  max_message_size           = var.max_message_size
  message_retention_seconds  = var.message_retention_seconds
  receive_wait_time_seconds  = var.receive_wait_time_seconds
  visibility_timeout_seconds = var.visibility_timeout_seconds
  tags                       = var.tags
}

resource "aws_sqs_queue_redrive_policy" "this" {
  count = var.create && !var.create_dlq && length(var.redrive_policy) > 0 ? 1 : 0

  queue_url      = aws_sqs_queue.this[0].url
  redrive_policy = jsonencode(var.redrive_policy)
}

resource "aws_sqs_queue_redrive_policy" "dlq" {
  count = var.create && var.create_dlq ? 1 : 0

  queue_url      = aws_sqs_queue.this[0].url
  redrive_policy = jsonencode(merge({ deadLetterTargetArn = aws_sqs_queue.dlq[0].arn, maxReceiveCount = 5 }, var.redrive_policy))
}

resource "aws_sqs_queue" "dlq" {
  count = var.create && var.create_dlq ? 1 : 0

  name                       = var.use_name_prefix ? null : (var.fifo_queue ? "${local.dlq_name}.fifo" : local.dlq_name)
  fifo_queue                 = var.fifo_queue
  message_retention_seconds  = try(coalesce(var.dlq_message_retention_seconds, var.message_retention_seconds), null)
  visibility_timeout_seconds = try(coalesce(var.dlq_visibility_timeout_seconds, var.visibility_timeout_seconds), null)
  tags                       = merge(var.tags, var.dlq_tags)
}

output "queue_id" {
  value = try(aws_sqs_queue.this[0].id, null)
}
output "queue_url" {
  value = try(aws_sqs_queue.this[0].url, null)
}
output "queue_arn" {
  value = try(aws_sqs_queue.this[0].arn, null)
}
output "queue_name" {
  value = try(aws_sqs_queue.this[0].name, null)
}
output "dead_letter_queue_id" {
  value = try(aws_sqs_queue.dlq[0].id, null)
}
output "dead_letter_queue_url" {
  value = try(aws_sqs_queue.dlq[0].url, null)
}
output "dead_letter_queue_arn" {
  value = try(aws_sqs_queue.dlq[0].arn, null)
}
output "dead_letter_queue_name" {
  value = try(aws_sqs_queue.dlq[0].name, null)
}
