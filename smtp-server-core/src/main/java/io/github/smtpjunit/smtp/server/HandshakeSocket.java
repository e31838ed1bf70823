package io.github.smtpjunit.smtp.server;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A connection as TLS sees it. During the handshake each flight of messages is held back until the client's answer is
 * to be read, and then goes out at once. So a client that does not like the first of them cannot close the connection
 * while the others are being written, which would take its alert, the reason, with it.
 */
final class HandshakeSocket extends Socket {

    private final Socket socket;
    private final ByteArrayOutputStream flight = new ByteArrayOutputStream();
    private final InputStream in;
    private final OutputStream out;
    private volatile boolean shakingHands = true;

    /**
     * Speaks through a socket.
     *
     * @param arrival is called as soon as octets have been read
     */
    HandshakeSocket(Socket socket, Runnable arrival) throws IOException {
        this.socket = socket;
        this.in = new FlightInput(socket.getInputStream(), arrival);
        this.out = new FlightOutput(socket.getOutputStream());
    }

    private final class FlightInput extends FilterInputStream {

        private final Runnable arrival;

        FlightInput(InputStream in, Runnable arrival) {
            super(in);
            this.arrival = arrival;
        }

        @Override
        public int read() throws IOException {
            sendFlight();
            int octet = super.read();
            arrival.run();
            return octet;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            sendFlight();
            int count = super.read(octets, offset, length);
            arrival.run();
            return count;
        }
    }

    private final class FlightOutput extends OutputStream {

        private final OutputStream direct;

        FlightOutput(OutputStream direct) {
            this.direct = direct;
        }

        @Override
        public void write(int octet) throws IOException {
            (shakingHands ? flight : direct).write(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            (shakingHands ? flight : direct).write(octets, offset, length);
        }
    }

    /** Sends what is left of the handshake, and everything else as it comes. */
    void handshakeDone() throws IOException {
        sendFlight();
        shakingHands = false;
    }

    private void sendFlight() throws IOException {
        if (flight.size() > 0) {
            flight.writeTo(socket.getOutputStream());
            flight.reset();
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    /** Sends an alert that waits, then closes. */
    @Override
    public synchronized void close() throws IOException {
        try {
            if (!socket.isClosed()) {
                sendFlight();
            }
        } finally {
            socket.close();
        }
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        sendFlight();
        socket.shutdownOutput();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public int getSoLinger() throws SocketException {
        return socket.getSoLinger();
    }
}
