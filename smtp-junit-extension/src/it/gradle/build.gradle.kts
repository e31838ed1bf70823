// A user's project with Gradle, outside of our build: the installed jars, or those of a repository that -Prepository names. See .ci.
// region build-script
plugins {
    java
}

repositories {
    mavenLocal() // where "mvn install" has put smtp-junit
    mavenCentral()
}

dependencies {
    testImplementation(platform("org.junit:junit-bom:5.14.4"))
    testImplementation("org.junit.jupiter:junit-jupiter")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher")
    testImplementation("io.github.smtpjunit:smtp-junit-extension:0.1.0-SNAPSHOT")
}

tasks.test {
    useJUnitPlatform()
}
// endregion

providers.gradleProperty("repository").orNull?.let { published ->
    repositories.clear()
    repositories {
        maven(published)
        mavenCentral()
    }
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(17)
    }
}

dependencies {
    testImplementation("org.eclipse.angus:jakarta.mail:2.0.5")
}
