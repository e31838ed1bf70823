package shop;

public record Order(String address, String goods) {}
