# terraform-aws-modules/rds/aws: a database instance.

variable "create_db_instance" {
  default = true
}
variable "identifier" {}
variable "instance_use_identifier_prefix" {
  default = false
}
variable "engine" {
  default = null
}
variable "engine_version" {
  default = null
}
variable "instance_class" {
  default = null
}
variable "allocated_storage" {
  default = null
}
variable "max_allocated_storage" {
  default = 0
}
variable "storage_encrypted" {
  default = true
}
variable "replicate_source_db" {
  default = null
}
variable "multi_az" {
  default = false
}
variable "monitoring_interval" {
  default = 0
}
variable "allow_major_version_upgrade" {
  default = false
}
variable "auto_minor_version_upgrade" {
  default = true
}
variable "maintenance_window" {
  default = null
}
variable "skip_final_snapshot" {
  default = false
}
variable "backup_retention_period" {
  default = null
}
variable "backup_window" {
  default = null
}
variable "enabled_cloudwatch_logs_exports" {
  default = []
}
variable "performance_insights_enabled" {
  default = false
}
variable "deletion_protection" {
  default = false
}
variable "delete_automated_backups" {
  default = true
}

resource "aws_db_instance" "this" {
  count = var.create_db_instance ? 1 : 0

  identifier                      = var.instance_use_identifier_prefix ? null : var.identifier
  engine                          = var.replicate_source_db != null ? null : var.engine
  engine_version                  = var.engine_version
  replicate_source_db             = var.replicate_source_db
  instance_class                  = var.instance_class
  allocated_storage               = var.allocated_storage
  max_allocated_storage           = var.max_allocated_storage
  storage_encrypted               = var.storage_encrypted
  multi_az                        = var.multi_az
  monitoring_interval             = var.monitoring_interval
  allow_major_version_upgrade     = var.allow_major_version_upgrade
  auto_minor_version_upgrade      = var.auto_minor_version_upgrade
  maintenance_window              = var.maintenance_window
  skip_final_snapshot             = var.skip_final_snapshot
  backup_retention_period         = var.backup_retention_period
  backup_window                   = var.backup_window
  enabled_cloudwatch_logs_exports = var.enabled_cloudwatch_logs_exports
  performance_insights_enabled    = var.performance_insights_enabled
  deletion_protection             = var.deletion_protection
  delete_automated_backups        = var.delete_automated_backups
}

output "db_instance_identifier" {
  value = try(aws_db_instance.this[0].identifier, null)
}
output "db_instance_arn" {
  value = try(aws_db_instance.this[0].arn, null)
}
output "db_instance_resource_id" {
  value = try(aws_db_instance.this[0].resource_id, null)
}
output "db_instance_endpoint" {
  value = try(aws_db_instance.this[0].endpoint, null)
}
output "db_instance_address" {
  value = try(aws_db_instance.this[0].address, null)
}
