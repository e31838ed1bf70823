package io.github.smtpjunit.inbox;

/** As which user a session sends. */
record Login(String user, String password) {

    /** Keeps the password out of messages and logs. */
    @Override
    public String toString() {
        return user;
    }
}
