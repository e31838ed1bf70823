package io.github.smtpjunit.benchmarks.comparison;

import java.util.List;

/** A part of the comparison that can run alone. Named as on the command line, in the order of the page. */
enum Part {
    throughput("Throughput: mails per second") {
        @Override
        List<Measure> measure(Setting setting) throws Exception {
            return new ThroughputPart(setting).run();
        }
    },
    startup("Start and stop") {
        @Override
        List<Measure> measure(Setting setting) throws Exception {
            return new JvmPart(setting).startup();
        }
    },
    junit("What a test pays") {
        @Override
        List<Measure> measure(Setting setting) throws Exception {
            return new JunitPart(setting).run();
        }

        @Override
        boolean isPossible() {
            return JunitPart.isPossible();
        }
    },
    idle("Idle connections") {
        @Override
        List<Measure> measure(Setting setting) throws Exception {
            return new IdlePart(setting).run();
        }

        @Override
        boolean isPossible() {
            return IdlePart.isPossible();
        }
    },
    heap("Heap of captured mails") {
        @Override
        List<Measure> measure(Setting setting) throws Exception {
            return new JvmPart(setting).heap();
        }
    },
    relay("The relay") {
        @Override
        List<Measure> measure(Setting setting) throws Exception {
            return new RelayPart(setting).run();
        }

        @Override
        boolean isPossible() {
            return RelayPart.isPossible();
        }
    },
    operator("The relay's operator") {
        @Override
        List<Measure> measure(Setting setting) throws Exception {
            return new OperatorPart(setting).run();
        }

        @Override
        boolean isPossible() {
            return OperatorPart.isPossible();
        }
    },
    size("Size") {
        @Override
        List<Measure> measure(Setting setting) {
            return JvmPart.sizes();
        }
    };

    private final String title;

    Part(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract List<Measure> measure(Setting setting) throws Exception;

    /** Returns whether this machine has the programs and permissions that the part needs. */
    boolean isPossible() {
        return true;
    }
}
