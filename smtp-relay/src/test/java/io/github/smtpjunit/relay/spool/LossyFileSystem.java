package io.github.smtpjunit.relay.spool;

import io.github.smtpjunit.relay.spool.LossyDisk.DirectoryNode;
import io.github.smtpjunit.relay.spool.LossyDisk.FileNode;
import io.github.smtpjunit.relay.spool.LossyDisk.Node;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As much of a file system as a {@link FileSpool} needs, on a {@link LossyDisk}. It has no links, and permissions only
 * as a test has them.
 */
final class LossyFileSystem extends FileSystem {

    final LossyDisk disk;
    private final Provider provider = new Provider();

    /** Who may open a file. */
    interface Access {

        void check(String path) throws IOException;
    }

    private final Access access;

    LossyFileSystem(LossyDisk disk) {
        this(disk, path -> {});
    }

    LossyFileSystem(LossyDisk disk, Access access) {
        this.disk = disk;
        this.access = access;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(new LossyPath(List.of(), true));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(new Store());
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        String all = Stream.concat(Stream.of(first), Arrays.stream(more)).collect(Collectors.joining("/"));
        return new LossyPath(
                Arrays.stream(all.split("/", -1))
                        .filter(name -> !name.isEmpty())
                        .toList(),
                all.startsWith("/"));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    private Node node(Path path) throws NoSuchFileException {
        Node node = disk.root;
        for (Path name : path) {
            Node next = node instanceof DirectoryNode directory ? directory.names.get(name.toString()) : null;
            if (next == null) {
                throw new NoSuchFileException(path.toString());
            }
            node = next;
        }
        return node;
    }

    private DirectoryNode parent(Path path) throws NoSuchFileException {
        Path parent = path.getParent();
        if (parent == null || !(node(parent) instanceof DirectoryNode directory)) {
            throw new NoSuchFileException(path.toString());
        }
        return directory;
    }

    private boolean exists(Path path) {
        try {
            node(path);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private final class Provider extends FileSystemProvider {

        @Override
        public String getScheme() {
            return "lossy";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return LossyFileSystem.this;
        }

        @Override
        public Path getPath(URI uri) {
            return LossyFileSystem.this.getPath(uri.getPath());
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs) throws IOException {
            return newFileChannel(path, options, attrs);
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs)
                throws IOException {
            access.check(path.toString());
            synchronized (disk) {
                boolean there = exists(path);
                if (there && options.contains(StandardOpenOption.CREATE_NEW)) {
                    throw new FileAlreadyExistsException(path.toString());
                }
                if (!there) {
                    if (!options.contains(StandardOpenOption.CREATE)
                            && !options.contains(StandardOpenOption.CREATE_NEW)) {
                        throw new NoSuchFileException(path.toString());
                    }
                    disk.name(parent(path), LossyDisk.change(String.valueOf(path.getFileName()), new FileNode()));
                }
                return new Channel(node(path));
            }
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            synchronized (disk) {
                List<Path> files = new ArrayList<>();
                if (node(dir) instanceof DirectoryNode directory) {
                    directory.names.keySet().forEach(name -> files.add(dir.resolve(name)));
                }
                return new DirectoryStream<>() {
                    @Override
                    public Iterator<Path> iterator() {
                        return files.iterator();
                    }

                    @Override
                    public void close() {}
                };
            }
        }

        @Override
        public void createDirectory(Path dir, FileAttribute<?>... attrs) throws IOException {
            synchronized (disk) {
                if (exists(dir)) {
                    throw new FileAlreadyExistsException(dir.toString());
                }
                disk.name(parent(dir), LossyDisk.change(String.valueOf(dir.getFileName()), new DirectoryNode()));
            }
        }

        @Override
        public void delete(Path path) throws IOException {
            synchronized (disk) {
                if (node(path) instanceof DirectoryNode directory && !directory.names.isEmpty()) {
                    throw new DirectoryNotEmptyException(path.toString());
                }
                disk.name(parent(path), LossyDisk.change(String.valueOf(path.getFileName()), null));
            }
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            synchronized (disk) {
                Node node = node(source);
                String from = String.valueOf(source.getFileName());
                String to = String.valueOf(target.getFileName());
                if (parent(source) == parent(target)) {
                    disk.name(parent(source), LossyDisk.rename(from, to, node));
                } else {
                    disk.name(parent(target), LossyDisk.change(to, node));
                    disk.name(parent(source), LossyDisk.change(from, null));
                }
            }
        }

        @Override
        public boolean isSameFile(Path path, Path path2) {
            return path.equals(path2);
        }

        @Override
        public boolean isHidden(Path path) {
            return false;
        }

        @Override
        public FileStore getFileStore(Path path) {
            return new Store();
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            synchronized (disk) {
                node(path);
            }
        }

        @Override
        public <V extends @Nullable FileAttributeView> @Nullable V getFileAttributeView(
                Path path, Class<V> type, LinkOption... options) {
            return null;
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            synchronized (disk) {
                return type.cast(new Attributes(node(path)));
            }
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
            throw new UnsupportedOperationException();
        }
    }

    private record Attributes(Node node) implements BasicFileAttributes {

        @Override
        public FileTime lastModifiedTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public FileTime lastAccessTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public FileTime creationTime() {
            return FileTime.fromMillis(0);
        }

        @Override
        public boolean isRegularFile() {
            return node instanceof FileNode;
        }

        @Override
        public boolean isDirectory() {
            return node instanceof DirectoryNode;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public long size() {
            return node instanceof FileNode file ? file.octets.length : 0;
        }

        @Override
        public Object fileKey() {
            return node;
        }
    }

    /** There is always room. */
    private static final class Store extends FileStore {

        @Override
        public String name() {
            return "lossy";
        }

        @Override
        public String type() {
            return "lossy";
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public long getTotalSpace() {
            return Long.MAX_VALUE;
        }

        @Override
        public long getUsableSpace() {
            return Long.MAX_VALUE;
        }

        @Override
        public long getUnallocatedSpace() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return false;
        }

        @Override
        public <V extends @Nullable FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
            return null;
        }

        @Override
        public Object getAttribute(String attribute) {
            throw new UnsupportedOperationException();
        }
    }

    /** A file, or a directory that is open to be forced. */
    private final class Channel extends FileChannel {

        private final Node node;
        private int position;

        Channel(Node node) {
            this.node = node;
        }

        private FileNode file() {
            return (FileNode) node;
        }

        @Override
        public int read(ByteBuffer target) {
            int count = read(target, position);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public int read(ByteBuffer target, long from) {
            byte[] octets = disk.read(file());
            int count = (int) Math.min(target.remaining(), octets.length - from);
            if (count <= 0) {
                return target.hasRemaining() ? -1 : 0;
            }
            target.put(octets, (int) from, count);
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = write(source, position);
            position += count;
            return count;
        }

        @Override
        public int write(ByteBuffer source, long to) {
            byte[] octets = new byte[source.remaining()];
            source.get(octets);
            disk.write(file(), (int) to, octets);
            return octets.length;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public FileChannel position(long newPosition) {
            position = (int) newPosition;
            return this;
        }

        @Override
        public long size() {
            synchronized (disk) {
                return file().octets.length;
            }
        }

        @Override
        public FileChannel truncate(long size) {
            disk.truncate(file(), (int) size);
            return this;
        }

        @Override
        public void force(boolean metaData) {
            disk.force(node);
        }

        @Override
        public FileLock tryLock(long from, long size, boolean shared) {
            return new FileLock(this, from, size, shared) {
                @Override
                public boolean isValid() {
                    return true;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public FileLock lock(long from, long size, boolean shared) {
            return tryLock(from, size, shared);
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long from, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long to, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long from, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseChannel() {}
    }

    private final class LossyPath implements Path {

        private final List<String> names;
        private final boolean absolute;

        LossyPath(List<String> names, boolean absolute) {
            this.names = List.copyOf(names);
            this.absolute = absolute;
        }

        @Override
        public FileSystem getFileSystem() {
            return LossyFileSystem.this;
        }

        @Override
        public boolean isAbsolute() {
            return absolute;
        }

        @Override
        public @Nullable Path getRoot() {
            return absolute ? new LossyPath(List.of(), true) : null;
        }

        @Override
        public @Nullable Path getFileName() {
            return names.isEmpty() ? null : new LossyPath(names.subList(names.size() - 1, names.size()), false);
        }

        @Override
        public @Nullable Path getParent() {
            return names.isEmpty() || (names.size() == 1 && !absolute)
                    ? null
                    : new LossyPath(names.subList(0, names.size() - 1), absolute);
        }

        @Override
        public int getNameCount() {
            return names.size();
        }

        @Override
        public Path getName(int index) {
            return new LossyPath(names.subList(index, index + 1), false);
        }

        @Override
        public Path subpath(int from, int to) {
            return new LossyPath(names.subList(from, to), false);
        }

        @Override
        public boolean startsWith(Path other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean endsWith(Path other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path normalize() {
            return this;
        }

        @Override
        public Path resolve(Path other) {
            if (other.isAbsolute()) {
                return other;
            }
            List<String> all = new ArrayList<>(names);
            other.forEach(name -> all.add(name.toString()));
            return new LossyPath(all, absolute);
        }

        @Override
        public Path relativize(Path other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public URI toUri() {
            return URI.create("lossy:" + this);
        }

        @Override
        public Path toAbsolutePath() {
            return absolute ? this : new LossyPath(names, true);
        }

        @Override
        public Path toRealPath(LinkOption... options) {
            return toAbsolutePath();
        }

        @Override
        public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Path other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof LossyPath path
                    && path.getFileSystem() == getFileSystem()
                    && path.toString().equals(toString());
        }

        @Override
        public int hashCode() {
            return toString().hashCode();
        }

        @Override
        public String toString() {
            return (absolute ? "/" : "") + String.join("/", names);
        }
    }
}
