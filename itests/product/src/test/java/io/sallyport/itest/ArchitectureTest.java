// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.sallyport.itest.harness.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house, on the class files of all bundles. */
class ArchitectureTest {

  /** Which bundle may use which others; a bundle that is not here may not exist. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("command", Set.of()),
          Map.entry("logging", Set.of("api", "command")),
          Map.entry("config", Set.of("api")),
          Map.entry("transport", Set.of("api")),
          Map.entry("policy", Set.of("api")),
          Map.entry("session", Set.of("api")),
          Map.entry("password", Set.of()),
          Map.entry("sockscodec", Set.of()),
          Map.entry("channel", Set.of()),
          Map.entry("socks", Set.of("api", "channel", "command", "password", "sockscodec")),
          Map.entry("direct", Set.of("api")),
          Map.entry("upstream", Set.of("api", "sockscodec")),
          Map.entry("group", Set.of("api", "command")),
          Map.entry("linux", Set.of()),
          Map.entry("dns", Set.of("api", "command")),
          Map.entry("attach", Set.of("api", "channel", "command", "linux", "dns")),
          Map.entry("torcore", Set.of()),
          Map.entry("torclient", Set.of("channel", "torcore")),
          Map.entry("tor", Set.of("api", "command", "torclient")),
          Map.entry("shell", Set.of("api", "command")));

  /** Bundles that are plain libraries: usable, and to be tested, without OSGi. */
  private static final Set<String> LIBRARIES =
      Set.of("api", "channel", "password", "sockscodec", "torcore", "torclient");

  private static final int MAX_LINES = 500;
  private static final String BASE = "io.sallyport.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/io/sallyport/launcher/"))
          .withImportOption(location -> !location.contains("/io/sallyport/itest/"))
          .withImportOption(location -> !location.contains("/io/sallyport/testing/"))
          .importPackages("io.sallyport");

  private static String bundle(JavaClass type) {
    var rest = type.getPackageName().substring(BASE.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static boolean ours(JavaClass type) {
    return type.getPackageName().startsWith(BASE);
  }

  @Test
  void everyBundleOfTheBuildIsLookedAt() throws IOException {
    var built = new TreeSet<String>();
    try (var folders = Files.newDirectoryStream(Product.ROOT.resolve("bundles"))) {
      for (var folder : folders) {
        if (Files.isRegularFile(folder.resolve("pom.xml"))) {
          built.add(folder.getFileName().toString().replace("-", ""));
        }
      }
    }
    var seen = new TreeSet<String>();
    CLASSES.forEach(type -> seen.add(bundle(type)));
    assertThat(seen).isEqualTo(built);
    assertThat(seen).isEqualTo(new TreeSet<>(ARROWS.keySet()));
  }

  @Test
  void arrowsGoOnlyWhereTheTableSays() {
    classes()
        .should(
            new ArchCondition<>("use only the bundles that the table allows") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                var allowed = ARROWS.getOrDefault(bundle(type), Set.of());
                for (var used : type.getDirectDependenciesFromSelf()) {
                  var target = used.getTargetClass().getBaseComponentType();
                  if (ours(target)
                      && !bundle(target).equals(bundle(type))
                      && !allowed.contains(bundle(target))) {
                    events.add(SimpleConditionEvent.violated(type, used.getDescription()));
                  }
                }
              }
            })
        .check(CLASSES);
  }

  @Test
  void noBundlesUseEachOtherInACircle() {
    slices().matching("io.sallyport.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nobodyUsesTheInsideOfAnotherBundle() {
    classes()
        .should(
            new ArchCondition<>("use only root packages of other bundles") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (var used : type.getDirectDependenciesFromSelf()) {
                  var target = used.getTargetClass().getBaseComponentType();
                  if (ours(target)
                      && !bundle(target).equals(bundle(type))
                      && target.getPackageName().contains(".internal")) {
                    events.add(SimpleConditionEvent.violated(type, used.getDescription()));
                  }
                }
              }
            })
        .check(CLASSES);
  }

  /** Memory segments are buffers like others; native functions are for one bundle to call. */
  @Test
  void foreignFunctionsAreForTheBundleLinuxAlone() {
    noClasses()
        .that(describe("are outside linux", type -> !bundle(type).equals("linux")))
        .should()
        .dependOnClassesThat(
            describe(
                "call native functions",
                type ->
                    Set.of("Linker", "SymbolLookup", "FunctionDescriptor", "GroupLayout")
                        .contains(type.getName().replace("java.lang.foreign.", ""))))
        .check(CLASSES);
  }

  @Test
  void librariesAreNoComponents() {
    // What bnd makes of the annotations; the rule below sees the annotations themselves.
    for (var library : LIBRARIES) {
      var folder = library.replaceFirst("^(socks|tor)(?=codec|core|client)", "$1-");
      var made = Product.ROOT.resolve("bundles/" + folder + "/target/classes/OSGI-INF");
      assertThat(made).as("component descriptions in " + library).doesNotExist();
    }
    noClasses()
        .that(
            describe(
                "are libraries",
                type -> LIBRARIES.contains(bundle(type)) && !bundle(type).equals("api")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.osgi.service..")
        .check(CLASSES);
  }

  @Test
  void nothingPrints() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
    noClasses()
        .that(describe("are outside logging", type -> !bundle(type).equals("logging")))
        .should()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  void noActivatorsAndNoServiceLoader() {
    noClasses()
        .should()
        .implement("org.osgi.framework.BundleActivator")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.ServiceLoader")
        .check(CLASSES);
  }

  @Test
  void roomsAreSmallAndBearTheirLicence() throws IOException {
    var problems = new ArrayList<String>();
    int files = 0;
    for (var source : sources()) {
      var lines = Files.readAllLines(source);
      files++;
      if (lines.size() > MAX_LINES) {
        problems.add(source + " has " + lines.size() + " lines");
      }
      if (!lines.getFirst().equals("// SPDX-License-Identifier: Apache-2.0")) {
        problems.add(source + " does not begin with its SPDX line");
      }
    }
    assertThat(files).as("files that were read").isGreaterThan(100);
    assertThat(problems).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    var problems = new ArrayList<Path>();
    for (var source : sources()) {
      var info = source.resolveSibling("package-info.java");
      if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
        problems.add(source);
      }
    }
    assertThat(problems).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    var all = new ArrayList<Path>();
    var roots = new ArrayList<Path>();
    try (var folders = Files.newDirectoryStream(Product.ROOT.resolve("bundles"))) {
      folders.forEach(folder -> roots.add(folder.resolve("src/main/java")));
    }
    roots.add(Product.ROOT.resolve("launcher/src/main/java"));
    for (var root : roots) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
        }
      }
    }
    return all;
  }
}
