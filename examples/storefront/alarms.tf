resource "aws_sns_topic" "oncall" {
  name = "storefront-oncall"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "storefront-errors"
  alarm_description   = "Customers see errors. See runbooks/storefront.md"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  threshold           = 10
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.oncall.arn]

  dimensions = {
    LoadBalancer = aws_lb.shop.arn
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "storefront-slow"
  alarm_description   = "Pages are slow. See runbooks/storefront.md"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 5
  threshold           = 2
  comparison_operator = "GreaterThanThreshold"

  dimensions = {
    LoadBalancer = aws_lb.shop.arn_suffix
  }
}
