package shop;

class SecondTests extends OneServerTestCase {}
