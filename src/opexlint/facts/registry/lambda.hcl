# terraform-aws-modules/lambda/aws: a function with its log group.

variable "create" {
  default = true
}
variable "create_function" {
  default = true
}
variable "create_layer" {
  default = false
}
variable "package_type" {
  default = "Zip"
}
variable "function_name" {
  default = ""
}
variable "handler" {
  default = ""
}
variable "runtime" {
  default = ""
}
variable "memory_size" {
  default = 128
}
variable "timeout" {
  default = 3
}
variable "publish" {
  default = false
}
variable "reserved_concurrent_executions" {
  default = -1
}
variable "dead_letter_target_arn" {
  default = null
}
variable "tracing_mode" {
  default = null
}
variable "environment_variables" {
  default = {}
}
variable "use_existing_cloudwatch_log_group" {
  default = false
}
variable "logging_log_group" {
  default = null
}
variable "cloudwatch_logs_retention_in_days" {
  default = null
}
variable "cloudwatch_logs_log_group_class" {
  default = null
}
variable "create_async_event_config" {
  default = false
}
variable "maximum_event_age_in_seconds" {
  default = null
}
variable "maximum_retry_attempts" {
  default = null
}
variable "destination_on_failure" {
  default = null
}
variable "event_source_mapping" {
  default = {}
}

resource "aws_lambda_function" "this" {
  count = var.create && var.create_function && !var.create_layer ? 1 : 0

  function_name                  = var.function_name
  package_type                   = var.package_type
  handler                        = var.package_type != "Zip" ? null : var.handler
  runtime                        = var.package_type != "Zip" ? null : var.runtime
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  publish                        = var.publish
  reserved_concurrent_executions = var.reserved_concurrent_executions

  dynamic "environment" {
    for_each = length(keys(var.environment_variables)) == 0 ? [] : [true]
    content {
      variables = var.environment_variables
    }
  }
  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [true]
    content {
      target_arn = var.dead_letter_target_arn
    }
  }
  dynamic "tracing_config" {
    for_each = var.tracing_mode == null ? [] : [true]
    content {
      mode = var.tracing_mode
    }
  }
}

resource "aws_cloudwatch_log_group" "lambda" {
  count = var.create && var.create_function && !var.create_layer && !var.use_existing_cloudwatch_log_group ? 1 : 0

  name              = coalesce(var.logging_log_group, "/aws/lambda/${var.function_name}")
  retention_in_days = var.cloudwatch_logs_retention_in_days
  log_group_class   = var.cloudwatch_logs_log_group_class
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count = var.create && var.create_function && !var.create_layer && var.create_async_event_config ? 1 : 0

  function_name                = aws_lambda_function.this[0].function_name
  maximum_event_age_in_seconds = var.maximum_event_age_in_seconds
  maximum_retry_attempts       = var.maximum_retry_attempts

  dynamic "destination_config" {
    for_each = var.destination_on_failure == null ? [] : [true]
    content {
      on_failure {
        destination = var.destination_on_failure
      }
    }
  }
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = { for name, mapping in var.event_source_mapping : name => mapping if var.create && var.create_function && !var.create_layer }

  function_name                      = aws_lambda_function.this[0].arn
  event_source_arn                   = try(each.value.event_source_arn, null)
  batch_size                         = try(each.value.batch_size, null)
  maximum_retry_attempts             = try(each.value.maximum_retry_attempts, null)
  maximum_record_age_in_seconds      = try(each.value.maximum_record_age_in_seconds, null)
  bisect_batch_on_function_error     = try(each.value.bisect_batch_on_function_error, null)
  function_response_types            = try(each.value.function_response_types, null)

  dynamic "destination_config" {
    for_each = try([each.value.destination_arn_on_failure], [])
    content {
      on_failure {
        destination_arn = destination_config.value
      }
    }
  }
}

output "lambda_function_arn" {
  value = try(aws_lambda_function.this[0].arn, "")
}
output "lambda_function_invoke_arn" {
  value = try(aws_lambda_function.this[0].invoke_arn, "")
}
output "lambda_function_name" {
  value = try(aws_lambda_function.this[0].function_name, "")
}
output "lambda_function_qualified_arn" {
  value = try(aws_lambda_function.this[0].qualified_arn, "")
}
output "lambda_function_version" {
  value = try(aws_lambda_function.this[0].version, "")
}
output "lambda_cloudwatch_log_group_arn" {
  value = try(aws_cloudwatch_log_group.lambda[0].arn, "")
}
output "lambda_cloudwatch_log_group_name" {
  value = try(aws_cloudwatch_log_group.lambda[0].name, "")
}
