package shop;

class FirstTests extends OneServerTestCase {}
