package io.github.smtpjunit.jupiter;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
        for (Class<?> each : classes) {
            found.addAll(List.of(each));
        }
        found.addInterfaces(classes);
        return found.layers;
    }

    /** Adds what stands on elements that are equally near, then what stands on their annotations. */
    private void addAll(Collection<? extends AnnotatedElement> elements) {
        List<AnnotatedElement> bearers = new ArrayList<>();
        for (AnnotatedElement element : elements) {
            if (seen.add(element)) {
                bearers.add(element);
            }
        }
        while (!bearers.isEmpty()) {
            List<Borne<A>> layer = new ArrayList<>();
            List<AnnotatedElement> farther = new ArrayList<>();
            for (AnnotatedElement bearer : bearers) {
                for (A annotation : bearer.getDeclaredAnnotationsByType(type)) {
                    layer.add(new Borne<>(annotation, bearer));
                }
                for (Annotation annotation : bearer.getDeclaredAnnotations()) {
                    if (seen.add(annotation.annotationType())) {
                        farther.add(annotation.annotationType());
                    }
                }
            }
            if (!layer.isEmpty()) {
                layers.add(layer);
            }
            bearers = farther;
        }
    }

    /**
     * Adds what stands on the interfaces: those of the nearest class first, an interface before those that it extends.
     */
    private void addInterfaces(List<Class<?>> classes) {
        List<Class<?>> level = new ArrayList<>();
        for (int i = 0; i < classes.size() || !level.isEmpty(); i++) {
            Set<Class<?>> all = new LinkedHashSet<>();
            for (Class<?> each : level) {
                Collections.addAll(all, each.getInterfaces());
            }
            if (i < classes.size()) {
                Collections.addAll(all, classes.get(i).getInterfaces());
            }
            level = new ArrayList<>();
            for (Class<?> each : all) {
                if (!isExtended(each, all)) {
                    level.add(each);
                }
            }
            addAll(level);
        }
    }

    /** An interface that another one of the level extends is farther than that. */
    private static boolean isExtended(Class<?> type, Set<Class<?>> level) {
        for (Class<?> other : level) {
            if (other != type && type.isAssignableFrom(other)) {
                return true;
            }
        }
        return false;
    }
}
