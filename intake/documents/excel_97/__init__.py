"""What floats above the cells of a workbook of Excel 97 to 2003 (.xls, BIFF8): its records, into the same words as `excel`."""
