package shop;

class ThirdTests extends OneServerTestCase {}
