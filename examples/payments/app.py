from aws_cdk import App

from payments.payments_stack import PaymentsStack

app = App()
PaymentsStack(app, "Payments")
app.synth()
