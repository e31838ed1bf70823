package io.github.smtpjunit.smtp.sasl;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The client's side of SCRAM with the nonce {@code abc}. */
public final class RawScramClient {

    private final String hash;
    private final String header;
    private final String user;
    private final String password;
    private final byte[] bindingData;
    private String verifier = "";

    public RawScramClient(String hash, String header, String user, String password) {
        this(hash, header, user, password, new byte[0]);
    }

    /** A client that binds to the channel by these octets. */
    public RawScramClient(String hash, String header, String user, String password, byte[] bindingData) {
        this.hash = hash;
        this.header = header;
        this.user = user;
        this.password = password;
        this.bindingData = bindingData.clone();
    }

    public String first() {
        return header + "n=" + user + ",r=abc";
    }

    public String last(String serverFirst) {
        List<String> parts = Arrays.asList(serverFirst.split(",", -1));
        byte[] salt = Base64.getDecoder().decode(parts.get(1).substring(2));
        int iterations = Integer.parseInt(parts.get(2).substring(2));
        String mac = "Hmac" + hash.replace("-", "");
        byte[] salted = SaslCrypto.stretch(mac, SaslCrypto.utf8(password), salt, iterations);
        String withoutProof = "c=" + base64(binding()) + "," + parts.get(0);
        String message = "n=" + user + ",r=abc," + serverFirst + "," + withoutProof;
        byte[] clientKey = SaslCrypto.hmac(mac, salted, "Client Key");
        byte[] signature = SaslCrypto.hmac(mac, SaslCrypto.hash(hash, clientKey), message);
        verifier = base64(SaslCrypto.hmac(mac, SaslCrypto.hmac(mac, salted, "Server Key"), message));
        return withoutProof + ",p=" + base64(SaslCrypto.xor(signature, clientKey));
    }

    private byte[] binding() {
        ByteArrayOutputStream binding = new ByteArrayOutputStream();
        binding.writeBytes(SaslCrypto.utf8(header));
        binding.writeBytes(bindingData);
        return binding.toByteArray();
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    public String expectedVerifier() {
        return verifier;
    }
}
