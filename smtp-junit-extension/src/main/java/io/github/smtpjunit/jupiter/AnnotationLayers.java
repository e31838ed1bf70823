package io.github.smtpjunit.jupiter;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The annotations of one type on a class or method, the nearest first; JUnit finds the same ones, but not which is
 * nearer. What stands on the element itself comes before what stands on its annotations, a subclass before its
 * superclass, a class before interfaces.
 *
 * @param <A> the type
 */
final class AnnotationLayers<A extends Annotation> {

    private final Class<A> type;
    private final List<List<Borne<A>>> layers = new ArrayList<>();
    private final Set<AnnotatedElement> seen = new HashSet<>();

    private AnnotationLayers(Class<A> type) {
        this.type = type;
    }

    /**
     * An annotation and where it stands.
     *
     * @param annotation the annotation
     * @param bearer the class, method, interface or annotation type that bears it
     */
    record Borne<A>(A annotation, AnnotatedElement bearer) {}

    /** Returns the layers, none of them empty; those in one layer are equally near. */
    static <A extends Annotation> List<List<Borne<A>>> of(AnnotatedElement element, Class<A> type) {
        AnnotationLayers<A> found = new AnnotationLayers<>(type);
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> current = element instanceof Class<?> self ? self : null;
                current != null;
                current = current.getSuperclass()) {
            classes.add(current);
        }
        found.addAll(List.of(element));
        classes.forEach(each -> found.addAll(List.of(each)));
        found.addInterfaces(classes);
        return found.layers;
    }

    /** Adds what stands on elements that are equally near, then what stands on their annotations. */
    private void addAll(List<? extends AnnotatedElement> elements) {
        List<? extends AnnotatedElement> bearers =
                elements.stream().filter(seen::add).toList();
        while (!bearers.isEmpty()) {
            List<Borne<A>> layer = bearers.stream()
                    .flatMap(bearer -> Arrays.stream(bearer.getDeclaredAnnotationsByType(type))
                            .map(annotation -> new Borne<>(annotation, bearer)))
                    .toList();
            if (!layer.isEmpty()) {
                layers.add(layer);
            }
            bearers = bearers.stream()
                    .flatMap(bearer -> Arrays.stream(bearer.getDeclaredAnnotations()))
                    .map(Annotation::annotationType)
                    .filter(seen::add)
                    .toList();
        }
    }

    /**
     * Adds what stands on the interfaces: those of the nearest class first, an interface before those that it extends.
     */
    private void addInterfaces(List<Class<?>> classes) {
        List<Class<?>> level = List.of();
        for (int i = 0; i < classes.size() || !level.isEmpty(); i++) {
            Stream<Class<?>> fromClass = i < classes.size() ? Stream.of(classes.get(i)) : Stream.empty();
            List<Class<?>> all = Stream.concat(level.stream(), fromClass)
                    .flatMap(each -> Arrays.stream(each.getInterfaces()))
                    .distinct()
                    .toList();
            level = all.stream().filter(each -> !isExtended(each, all)).toList();
            addAll(level);
        }
    }

    /** An interface that another one of the level extends is farther than that. */
    private static boolean isExtended(Class<?> type, List<Class<?>> level) {
        return level.stream().anyMatch(other -> other != type && type.isAssignableFrom(other));
    }
}
