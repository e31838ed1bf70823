package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The content as a filter passes it on. Like the content itself it ends with -1 only when the mail is whole and not
 * refused.
 */
final class FilteredContent extends InputStream {

    private final ContentStream content;
    private final ContentFilter filter;
    private @Nullable InputStream filtered; // made by the first read, where a failure of the filter belongs
    private boolean ended;
    private boolean failed;
    private @Nullable Reply refusal;

    FilteredContent(ContentStream content, ContentFilter filter) {
        this.content = content;
        this.filter = filter;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (failed) {
            throw new IOException("The content filter has failed before");
        }
        failed = true; // unless it comes to a good end, even if the handler swallows what is thrown
        int taken = ended ? -1 : stream().read(target, offset, length);
        if (taken < 0 && !ended) {
            judge();
        }
        if (refusal != null) {
            throw new IOException("Content refused: " + refusal);
        }
        failed = false;
        return taken;
    }

    private InputStream stream() throws IOException {
        if (filtered == null) {
            filtered = UserCode.answer(
                    filter.filter(content),
                    "ContentFilter.filter(..)",
                    "return a stream, the given one to pass the content on as it is");
        }
        return filtered;
    }

    private void judge() throws IOException {
        content.drain(); // the filter may have left something
        content.throwIfRefused();
        ended = true;
        refusal = UserCode.answer(
                        filter.verdict(),
                        "ContentFilter.verdict()",
                        "return Optional.empty() to leave the decision to the handler")
                .filter(reply -> !reply.isPositive())
                .orElse(null);
    }

    /** Lets the filter see what the handler left. */
    void readToEnd() throws IOException {
        transferTo(OutputStream.nullOutputStream());
    }

    /** What the filter says against the mail, null if nothing. */
    @Nullable
    Reply refusal() {
        return refusal;
    }

    /** Closes the filter's stream, whatever became of the mail. */
    void release(Supplier<String> context) {
        InputStream stream = filtered;
        if (stream != null) {
            USER_CODE.tell(stream::close, context);
        }
    }
}
