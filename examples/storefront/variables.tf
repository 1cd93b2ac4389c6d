variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "instances" {
  type    = number
  default = 3
}

variable "release" {
  type        = string
  description = "The image tag to deploy, a commit hash"
}
