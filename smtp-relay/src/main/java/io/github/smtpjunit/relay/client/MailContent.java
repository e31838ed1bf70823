package io.github.smtpjunit.relay.client;

import java.io.IOException;
import java.io.InputStream;

/** The content of a mail, to be read as often as it is sent. */
public interface MailContent {

    /** Opens the exact octets anew; the caller closes the stream. */
    InputStream open() throws IOException;

    /** How many octets there are. */
    long size();

    /** Whether an octet is above 127. */
    boolean eightBit();
}
