"""A form's definition -> a blank form that a partnership can publish, in Word and in Excel. The same definition gives the same bytes."""
