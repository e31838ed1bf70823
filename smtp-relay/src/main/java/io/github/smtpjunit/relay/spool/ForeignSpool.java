package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A spool that belongs to another user, which is not trusted: root works with the spool of a relay's user. All that is
 * ever written there is a request to the relay, for which it may come back later, and its file is the owner's before it
 * has its name.
 *
 * <p>The owner can put links in the place of files and directories at any moment. So the directories are opened once,
 * without following a link, and all files by those handles; a new file is created, never opened; and it is given away
 * by its own handle.
 */
final class ForeignSpool implements RequestFiles {

    private static final Path HANDLES = Path.of("/proc/self/fd");
    private static final Path OURSELVES = Path.of("/proc/self");
    private static final Set<PosixFilePermission> FOR_OWNER = PosixFilePermissions.fromString("rw-------");

    private final SpoolLayout layout;
    private final SecureDirectoryStream<Path> root;
    private final SecureDirectoryStream<Path> requests;
    private final PosixFileAttributes owner;

    private ForeignSpool(
            SpoolLayout layout,
            SecureDirectoryStream<Path> root,
            SecureDirectoryStream<Path> requests,
            PosixFileAttributes owner) {
        this.layout = layout;
        this.root = root;
        this.requests = requests;
        this.owner = owner;
    }

    /**
     * Opens a spool, if it belongs to another user.
     *
     * @return empty if it is our own, or the file system has no owners
     * @throws IOException if its directories are not what they should be
     */
    @SuppressWarnings("StreamResourceLeak") // the spool closes it
    static Optional<ForeignSpool> of(SpoolLayout layout) throws IOException {
        if (!layout.root().getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Optional.empty();
        }
        UserPrincipal self = ourselves(layout);
        checkLinks(layout, self);
        if (Files.getOwner(layout.root()).equals(self)) {
            return Optional.empty();
        }
        DirectoryStream<Path> root = Files.newDirectoryStream(layout.root());
        if (!(root instanceof SecureDirectoryStream<Path> secure)) {
            root.close();
            throw refused(layout, "this system has no safe way to do it for its owner");
        }
        try {
            PosixFileAttributes owner =
                    secure.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
            SecureDirectoryStream<Path> requests =
                    secure.newDirectoryStream(layout.requests().getFileName(), LinkOption.NOFOLLOW_LINKS);
            ForeignSpool spool = new ForeignSpool(layout, secure, requests, owner);
            spool.checkOwner(requests.getFileAttributeView(PosixFileAttributeView.class));
            return Optional.of(spool);
        } catch (IOException | RuntimeException e) {
            secure.close();
            throw e;
        }
    }

    private static UserPrincipal ourselves(SpoolLayout layout) throws IOException {
        return Files.exists(OURSELVES)
                ? Files.getOwner(OURSELVES)
                : layout.root()
                        .getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name", ""));
    }

    /**
     * A link on the way there must be root's or our own: the owner could lead us to the spool of a third user by his.
     */
    private static void checkLinks(SpoolLayout layout, UserPrincipal self) throws IOException {
        UserPrincipal system = Files.getOwner(layout.root().getRoot());
        for (Path path = layout.root(); path != null; path = path.getParent()) {
            if (Files.isSymbolicLink(path)) {
                UserPrincipal linker = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
                if (!linker.equals(self) && !linker.equals(system)) {
                    throw new IOException("The spool " + layout.root() + " is not touched: " + path + " is a link that "
                            + linker.getName() + " has made; name the directory itself");
                }
            }
        }
    }

    private static IOException refused(SpoolLayout layout, String why) {
        return new IOException(
                "The spool " + layout.root() + " belongs to another user, and " + why + ": run this as its owner");
    }

    private void checkOwner(PosixFileAttributeView directory) throws IOException {
        if (!directory.readAttributes().owner().equals(owner.owner())) {
            requests.close();
            throw refused(layout, "its directory " + layout.requests() + " to yet another one");
        }
    }

    /** Returns whether a process has the spool. */
    boolean isInUse() throws IOException {
        try (SeekableByteChannel lock = root.newByteChannel(
                layout.lock().getFileName(),
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            if (!(lock instanceof FileChannel channel)) {
                throw refused(layout, "its lock cannot be asked");
            }
            try (FileLock free = SpoolLock.tryLock(channel)) {
                return free == null;
            }
        } catch (NoSuchFileException e) {
            return false; // no relay has ever run
        }
    }

    @Override
    public void write(String name, List<String> lines) throws IOException {
        Path temporary = Path.of(name + SpoolLayout.TEMPORARY);
        try {
            try (SeekableByteChannel file = requests.newByteChannel(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(FOR_OWNER))) {
                ByteBuffer octets = ByteBuffer.wrap(SpoolRequests.octets(lines));
                while (octets.hasRemaining()) {
                    file.write(octets);
                }
                giveAway(temporary);
                if (file instanceof FileChannel channel) {
                    channel.force(true);
                }
            }
            requests.move(temporary, requests, Path.of(name));
        } catch (IOException e) {
            discard(temporary, e);
            throw e;
        }
    }

    /**
     * Makes a file the owner's that we have created and still have open: by its handle, as its name may be another
     * file's by now. The name that we gave it is in no other path of ours.
     */
    private void giveAway(Path created) throws IOException {
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(HANDLES)) {
            for (Path handle : handles) {
                if (isOf(handle, created)) {
                    PosixFileAttributeView file = Files.getFileAttributeView(handle, PosixFileAttributeView.class);
                    file.setGroup(owner.group());
                    file.setOwner(owner.owner());
                    return;
                }
            }
        }
        throw refused(layout, "a file of it cannot be given to its owner");
    }

    private static boolean isOf(Path handle, Path name) {
        try {
            return name.equals(Files.readSymbolicLink(handle).getFileName());
        } catch (IOException e) {
            return false; // it was closed meanwhile
        }
    }

    private void discard(Path temporary, IOException failure) {
        try {
            requests.deleteFile(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public Optional<List<String>> read(String name) throws IOException {
        Path file = Path.of(name);
        try {
            BasicFileAttributes attributes = requests.getFileAttributeView(
                            file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (!attributes.isRegularFile()) {
                throw new FileSystemException(layout.requests().resolve(file).toString(), null, "it is not a file");
            }
            try (SeekableByteChannel channel =
                    requests.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                return Optional.of(SpoolRequests.lines(Channels.newInputStream(channel)));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            requests.deleteFile(Path.of(name));
        } catch (NoSuchFileException e) {
            // the process that answered it has removed it
        }
    }

    @Override
    public void close() throws IOException {
        try {
            requests.close();
        } finally {
            root.close();
        }
    }
}
