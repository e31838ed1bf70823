package io.github.smtpjunit.certificates;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Does a handshake over a real socket, and sends an octet each way. The client checks the host's name as "HTTPS" does.
 */
final class Handshake {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final SSLContext server;
    private final SSLContext client;
    private String host = "localhost";
    private boolean clientCertificate;

    private Handshake(SSLContext server, SSLContext client) {
        this.server = server;
        this.client = client;
    }

    static Handshake between(SSLContext server, SSLContext client) {
        return new Handshake(server, client);
    }

    Handshake withHost(String name) {
        host = name;
        return this;
    }

    Handshake requiringClientCertificate() {
        clientCertificate = true;
        return this;
    }

    /** Returns the certificates that the client showed; throws the client's exception if it failed. */
    List<Certificate> run() throws IOException {
        try (SSLServerSocket listener = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(TIMEOUT_MILLIS);
            listener.setNeedClientAuth(clientCertificate);
            CompletableFuture<List<Certificate>> served = CompletableFuture.supplyAsync(() -> serve(listener));
            connect(listener.getLocalPort());
            return served.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("The server failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private static List<Certificate> serve(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.startHandshake();
            socket.getOutputStream().write(socket.getInputStream().read());
            return List.of(socket.getSession().getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void connect(int port) throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, host, port, true)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.getOutputStream().write(42);
            if (socket.getInputStream().read() != 42) {
                throw new IOException("The server closed the connection");
            }
        }
    }
}
