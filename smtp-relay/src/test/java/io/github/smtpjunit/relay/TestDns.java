package io.github.smtpjunit.relay;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A recursive name server on loopback, over UDP and TCP, that knows the records of a test, and can fail on purpose. A
 * name without a record does not exist.
 */
final class TestDns implements AutoCloseable {

    private static final int UDP_OCTETS = 512;
    private static final int TRIES = 20; // for a port that is free for both UDP and TCP

    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> tcpOnly = ConcurrentHashMap.newKeySet();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    TestDns() {
        try {
            ServerSocket boundTcp = null;
            DatagramSocket boundUdp = null;
            InetAddress loopback = InetAddress.getLoopbackAddress();
            for (int i = 0; i < TRIES && boundUdp == null; i++) {
                boundTcp = new ServerSocket(0, 50, loopback);
                try {
                    boundUdp = new DatagramSocket(boundTcp.getLocalPort(), loopback);
                } catch (BindException e) {
                    boundTcp.close();
                }
            }
            if (boundTcp == null || boundUdp == null) {
                throw new IllegalStateException("No port is free for both UDP and TCP");
            }
            tcp = boundTcp;
            udp = boundUdp;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::serveUdp);
        start(this::serveTcp);
    }

    private static void start(Runnable service) {
        Thread thread = new Thread(service, "test-dns");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
    }

    /** Adds records in the form of a zone file, for example {@code example.org. 3600 IN MX 10 mx.example.org.} */
    TestDns zone(String text) {
        try (Master master = new Master(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.computeIfAbsent(key(record.getName()), name -> new CopyOnWriteArrayList<>())
                        .add(record);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Answers SERVFAIL to questions such as {@code example.org. MX}, or about a name {@code example.org.} altogether.
     */
    TestDns failing(String... what) {
        failing.addAll(List.of(what));
        return this;
    }

    /** Does not answer such questions. */
    TestDns silent(String... what) {
        silent.addAll(List.of(what));
        return this;
    }

    /** Cuts the answer over UDP, so that it must be asked for again over TCP. */
    TestDns tcpOnly(String... what) {
        tcpOnly.addAll(List.of(what));
        return this;
    }

    /** Returns the questions so far, in the form {@code udp example.org. MX}. */
    List<String> questions() {
        return List.copyOf(questions);
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                Message answer = answer(query, "udp");
                if (answer != null) {
                    byte[] octets = answer.toWire(UDP_OCTETS);
                    udp.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // closed, or the asker is gone
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] octets = new byte[in.readUnsignedShort()];
                in.readFully(octets);
                Message answer = answer(new Message(octets), "tcp");
                if (answer != null) {
                    byte[] wire = answer.toWire();
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(wire.length);
                    out.write(wire);
                    out.flush();
                }
            } catch (IOException e) {
                // closed, or the asker is gone
            }
        }
    }

    private @Nullable Message answer(Message query, String transport) throws IOException {
        Record question = query.getQuestion();
        String about = key(question.getName()) + " " + Type.string(question.getType());
        questions.add(transport + " " + about);
        if (isIn(silent, about)) {
            return null;
        }
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        if (isIn(failing, about)) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (transport.equals("udp") && isIn(tcpOnly, about)) {
            answer.getHeader().setFlag(Flags.TC);
        } else {
            fill(answer, question.getName(), question.getType());
        }
        return answer;
    }

    private static boolean isIn(Set<String> set, String about) {
        return set.contains(about) || set.contains(about.substring(0, about.indexOf(' ')));
    }

    /** Follows aliases as a recursive server does, up to a bound. */
    private void fill(Message answer, Name asked, int type) throws IOException {
        Name name = asked;
        for (int aliases = 0; aliases < 30; aliases++) {
            List<Record> known = records.get(key(name));
            if (known == null) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
                answer.addRecord(soa(name), Section.AUTHORITY);
                return;
            }
            Name alias = null;
            boolean found = false;
            for (Record record : known) {
                if (record.getType() == type || record.getType() == Type.CNAME) {
                    if (!answer.findRecord(record, Section.ANSWER)) {
                        answer.addRecord(record, Section.ANSWER);
                    }
                    found = true;
                    alias = record instanceof CNAMERecord cname && type != Type.CNAME ? cname.getTarget() : null;
                }
            }
            if (!found) {
                answer.addRecord(soa(name), Section.AUTHORITY);
            }
            if (alias == null) {
                return;
            }
            name = alias;
        }
    }

    private static SOARecord soa(Name name) throws IOException {
        return new SOARecord(name, DClass.IN, 60, name, name, 1, 60, 60, 60, 60);
    }

    private static String key(Name name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
