#include "sandbox/grants/file_broker.h"
#include "base/base64.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <rapidcheck/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "sandbox/grants/grant_limits.h"
#include "tests/doubles/must.h"
#include "tests/doubles/temporary_folder.h"

namespace memory_mcp {
namespace {

namespace fs = std::filesystem;
using Access = FileBroker::Access;

// A granted folder "granted" with a few files, beside a secret that must never be seen.
class Granted : public ::testing::Test {
 protected:
  Granted() {
    fs::create_directory(outside_.file("granted"));
    fs::create_directory(outside_.file("granted/sub"));
    write_file(outside_.file("secret.txt"), "SECRET");
    fs::create_directory(outside_.file("granted-not"));
    write_file(outside_.file("granted-not/secret.txt"), "SECRET");
    write_file(path("notes.txt"), "hello");
    write_file(path("sub/deep.txt"), "deep");
  }

  std::string path(const std::string& name) const { return outside_.file("granted/" + name); }
  std::string root() const { return outside_.file("granted"); }

  FileBroker broker(Access access = Access::read_write) const {
    const std::vector<std::string> allowed{root()};
    return must(FileBroker::open(allowed, access));
  }

  // Everything in the granted folder and below, to see that nothing was left behind.
  std::vector<std::string> everything() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(root())) {
      names.push_back(fs::relative(entry.path(), root()).string());
    }
    std::ranges::sort(names);
    return names;
  }

  TemporaryFolder outside_;
};

std::string read_through(const FileBroker& broker, const std::string& path) {
  const Json answer = must(broker.call("readFile", {{"path", path}}));
  return from_base64(answer.at("base64").get<std::string>()).value();
}

Fault fault_of_call(const FileBroker& broker, std::string_view operation, const Json& arguments) {
  return fault_of(broker.call(operation, arguments));
}

TEST_F(Granted, reads_a_file_by_its_absolute_and_by_its_relative_path) {
  const FileBroker files = broker(Access::read_only);
  EXPECT_EQ(read_through(files, path("notes.txt")), "hello");
  EXPECT_EQ(read_through(files, "notes.txt"), "hello");
  EXPECT_EQ(read_through(files, "./sub//deep.txt"), "deep");
  EXPECT_EQ(read_through(files, "sub/../notes.txt"), "hello");
}

TEST_F(Granted, gives_back_any_bytes_that_were_written) {
  const std::string bytes("\x00\xFF\r\n\x80z", 6);
  must(broker().call("writeFile", {{"path", "bytes"}, {"base64", to_base64(bytes)}}));
  EXPECT_EQ(read_through(broker(), "bytes"), bytes);
  must(broker().call("writeFile", {{"path", "bytes"}, {"text", "grüße"}}));
  EXPECT_EQ(read_through(broker(), "bytes"), "grüße");
  must(broker().call("writeFile", {{"path", "bytes"}, {"text", ""}}));
  EXPECT_EQ(read_through(broker(), "bytes"), "");
}

TEST_F(Granted, appends_and_creates_what_it_appends_to) {
  must(broker().call("appendFile", {{"path", "log"}, {"text", "a"}}));
  must(broker().call("appendFile", {{"path", "log"}, {"base64", to_base64("b")}}));
  EXPECT_EQ(text_of_file(path("log")), "ab");
}

TEST_F(Granted, lists_a_folder_in_order) {
  write_file(path("Z"), "");
  write_file(path(".hidden"), "");
  EXPECT_EQ(must(broker().call("readdir", {{"path", "."}})),
            Json::parse(R"({"names":[".hidden","Z","notes.txt","sub"]})"));
  EXPECT_EQ(must(broker().call("readdir", {{"path", root() + "/"}})).at("names").size(), 4U);
}

TEST_F(Granted, says_how_many_names_it_could_not_put_into_json) {
  write_file(path("sub/\xFF\xFE"), "");
  EXPECT_EQ(must(broker().call("readdir", {{"path", "sub"}})),
            Json::parse(R"({"names":["deep.txt"],"omitted_not_utf8":1})"));
}

TEST_F(Granted, tells_files_from_folders) {
  const timespec times[2] = {{0, 0}, {1'700'000'000, 123'456'789}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path("notes.txt").c_str(), times, 0), 0);
  EXPECT_EQ(
      must(broker().call("stat", {{"path", "notes.txt"}})),
      Json::parse(R"({"size":5,"is_file":true,"is_directory":false,"mtime_ms":1700000000123})"));
  const Json folder = must(broker().call("stat", {{"path", "sub"}}));
  EXPECT_EQ(folder.at("is_file"), false);
  EXPECT_EQ(folder.at("is_directory"), true);
}

TEST_F(Granted, makes_and_removes_folders_and_files) {
  must(broker().call("mkdir", {{"path", "new"}}));
  EXPECT_EQ(fault_of_call(broker(), "mkdir", {{"path", "new"}}), Fault::conflict);
  must(broker().call("writeFile", {{"path", "new/file"}, {"text", "x"}}));
  EXPECT_EQ(fault_of_call(broker(), "rm", {{"path", "new"}}), Fault::conflict);
  must(broker().call("rm", {{"path", "new/file"}}));
  must(broker().call("rm", {{"path", "new"}}));
  EXPECT_EQ(must(broker().call("exists", {{"path", "new"}})), Json::parse(R"({"exists":false})"));
  EXPECT_EQ(must(broker().call("exists", {{"path", "sub"}})), Json::parse(R"({"exists":true})"));
}

TEST_F(Granted, makes_the_folders_above_when_asked_for_them) {
  for (const std::string& wanted : {std::string("a/b/c"), std::string("a/b/c/"), path("a//d/e")}) {
    must(broker().call("mkdir", {{"path", wanted}, {"recursive", true}}));
  }
  EXPECT_TRUE(fs::is_directory(path("a/b/c")) && fs::is_directory(path("a/d/e")));
  EXPECT_EQ(fault_of_call(broker(), "mkdir", {{"path", "notes.txt"}, {"recursive", true}}),
            Fault::conflict);
  EXPECT_EQ(fault_of_call(broker(), "mkdir", {{"path", "notes.txt/x/y"}, {"recursive", true}}),
            Fault::conflict);
  EXPECT_EQ(fault_of_call(broker(), "mkdir",
                          {{"path", outside_.file("granted-not/x/y")}, {"recursive", true}}),
            Fault::denied);
}

TEST_F(Granted, says_that_it_is_the_folder_that_does_not_exist) {
  for (const auto* operation : {"mkdir", "writeFile", "appendFile"}) {
    Json arguments{{"path", "none/new"}};
    if (operation != std::string("mkdir")) arguments["text"] = "x";
    const auto answer = broker().call(operation, arguments);
    ASSERT_EQ(answer.error().fault, Fault::not_found);
    EXPECT_NE(answer.error().message.find("neither does its folder"), std::string::npos);
  }
  EXPECT_EQ(broker().call("readFile", {{"path", "none"}}).error().message,
            "\"none\" does not exist");
}

TEST_F(Granted, changes_nothing_when_granted_for_reading_only) {
  const FileBroker files = broker(Access::read_only);
  const auto before = everything();
  for (const auto* operation : {"writeFile", "appendFile"}) {
    EXPECT_EQ(fault_of_call(files, operation, {{"path", "notes.txt"}, {"text", "x"}}),
              Fault::denied);
  }
  EXPECT_EQ(fault_of_call(files, "mkdir", {{"path", "new"}}), Fault::denied);
  EXPECT_NE(files.call("rm", {{"path", "notes.txt"}}).error().message.find("sandbox_write_files"),
            std::string::npos);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(text_of_file(path("notes.txt")), "hello");
}

TEST_F(Granted, never_leaves_the_granted_folder) {
  const FileBroker files = broker();
  const std::string up = root().substr(0, root().rfind('/'));
  const std::vector<std::string> attempts{"../secret.txt",
                                          "./../secret.txt",
                                          "sub/../../secret.txt",
                                          "..",
                                          "../",
                                          "../..",
                                          "/",
                                          "/etc",
                                          "/etc/passwd",
                                          "//etc/passwd",
                                          up,
                                          up + "/",
                                          up + "/secret.txt",
                                          root() + "/../secret.txt",
                                          root() + "/sub/../../secret.txt",
                                          root() + "/./../granted-not/secret.txt",
                                          root() + "-not/secret.txt",
                                          root() + "-not",
                                          up + "/granted/../secret.txt",
                                          "/proc/self/environ",
                                          "/proc/self/root/etc/passwd",
                                          "/proc/self/cwd",
                                          "/dev/null",
                                          "/sys",
                                          "../granted-not/secret.txt",
                                          "sub/.././../secret.txt",
                                          "sub/../.././granted/../secret.txt",
                                          "../../../../../../../../../../etc/passwd",
                                          "sub/../sub/../../secret.txt",
                                          up + "/./secret.txt",
                                          up + "//granted//..//secret.txt",
                                          "/." + up + "/secret.txt"};
  const auto before = everything();
  for (const std::string& attempt : attempts) {
    for (const auto* operation : {"readFile", "readdir", "stat", "exists", "rm", "mkdir"}) {
      const auto answer = files.call(operation, {{"path", attempt}});
      ASSERT_FALSE(answer.ok()) << operation << " " << attempt;
      const bool ends_in_dots =
          answer.error().message.find("must end with a name") != std::string::npos;
      EXPECT_TRUE(answer.error().fault == Fault::denied || ends_in_dots)
          << operation << " " << attempt << ": " << answer.error().message;
    }
    for (const auto* operation : {"writeFile", "appendFile"}) {
      EXPECT_FALSE(files.call(operation, {{"path", attempt}, {"text", "x"}}).ok()) << attempt;
    }
  }
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(text_of_file(outside_.file("secret.txt")), "SECRET");
}

TEST_F(Granted, takes_encoded_dots_for_what_they_are_names) {
  for (const auto* name : {"%2e%2e/secret.txt", "..%2fsecret.txt", "..\\secret.txt", "~/secret.txt",
                           "\uff0e\uff0e/secret.txt", "$HOME", "file:///etc/passwd"}) {
    EXPECT_EQ(fault_of_call(broker(), "readFile", {{"path", name}}), Fault::not_found) << name;
  }
}

TEST_F(Granted, follows_no_symbolic_link_wherever_it_leads) {
  fs::create_symlink(outside_.file("secret.txt"), path("absolute"));
  fs::create_symlink("../secret.txt", path("relative"));
  fs::create_symlink("notes.txt", path("inside"));
  fs::create_symlink("nowhere", path("dangling"));
  fs::create_directory_symlink(outside_.file("granted-not"), path("folder"));
  fs::create_directory_symlink("sub", path("inner"));
  const FileBroker files = broker();
  for (const auto* name : {"absolute", "relative", "inside", "dangling", "folder/secret.txt",
                           "folder", "inner/deep.txt", "inner"}) {
    for (const auto* operation : {"readFile", "readdir", "stat", "exists", "rm"}) {
      EXPECT_EQ(fault_of_call(files, operation, {{"path", name}}), Fault::denied)
          << operation << " " << name;
    }
    for (const auto* operation : {"writeFile", "appendFile"}) {
      EXPECT_EQ(fault_of_call(files, operation, {{"path", name}, {"text", "x"}}), Fault::denied)
          << operation << " " << name;
    }
  }
  EXPECT_EQ(fault_of_call(files, "mkdir", {{"path", "folder/new"}}), Fault::denied);
  EXPECT_EQ(text_of_file(outside_.file("secret.txt")), "SECRET");
  EXPECT_EQ(text_of_file(path("notes.txt")), "hello");
  EXPECT_FALSE(fs::exists(path("nowhere")));
}

// While one thread keeps exchanging a folder for a link to the outside, another reads below it.
TEST_F(Granted, cannot_be_raced_out_of_its_folder) {
  fs::create_directory(path("door"));
  write_file(path("door/secret.txt"), "harmless");
  fs::create_directory_symlink(outside_.file("granted-not"), path("link"));
  std::atomic<bool> over = false;
  std::atomic<int> exchanges = 0;
  std::jthread swapper([&] {
    while (!over) {
      ::renameat2(AT_FDCWD, path("door").c_str(), AT_FDCWD, path("link").c_str(), RENAME_EXCHANGE);
      ++exchanges;
    }
  });
  const FileBroker files = broker();
  int read = 0;
  int refused = 0;
  constexpr int enough = 200;
  constexpr int attempts_max = 2'000'000;
  for (int i = 0; i < attempts_max && (read < enough || refused < enough); ++i) {
    const auto answer = files.call("readFile", {{"path", "door/secret.txt"}});
    if (answer.ok()) {
      EXPECT_EQ(answer->at("base64"), to_base64("harmless"));
    }
    (answer.ok() ? read : refused)++;
    must(files.call("appendFile", {{"path", "notes.txt"}, {"text", ""}}));
    (void)files.call("writeFile", {{"path", "door/planted"}, {"text", "x"}});
  }
  over = true;
  swapper.join();
  EXPECT_GE(read, enough);
  EXPECT_GE(refused, enough);
  EXPECT_GT(exchanges, enough);
  EXPECT_FALSE(fs::exists(outside_.file("granted-not/planted")));
}

TEST_F(Granted, refuses_fifos_and_sockets_without_waiting_for_anyone) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0666), 0);
  const UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  path("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  for (const auto* name : {"fifo", "socket"}) {
    for (const auto* operation : {"readFile", "readdir", "stat", "exists", "rm"}) {
      EXPECT_EQ(fault_of_call(broker(), operation, {{"path", name}}), Fault::denied)
          << operation << " " << name;
    }
    for (const auto* operation : {"writeFile", "appendFile"}) {
      EXPECT_EQ(fault_of_call(broker(), operation, {{"path", name}, {"text", "x"}}), Fault::denied)
          << operation << " " << name;
    }
  }
}

TEST(WholeSystem, still_has_no_devices_and_nothing_of_the_kernel) {
  const std::vector<std::string> allowed{"/"};
  const FileBroker files = must(FileBroker::open(allowed, Access::read_only));
  const std::string own = "/proc/" + std::to_string(::getpid());
  for (const std::string& name :
       {std::string("/dev/null"), std::string("/dev/zero"), own + "/environ", own + "/mem",
        own + "/maps", own + "/root/etc/passwd", std::string("/proc/self/environ"),
        std::string("/proc/version"), std::string("/sys/kernel/notes"), own + "/fd/0"}) {
    EXPECT_EQ(fault_of_call(files, "readFile", {{"path", name}}), Fault::denied) << name;
  }
  EXPECT_FALSE(read_through(files, "/etc/passwd").empty());
}

TEST_F(Granted, grants_one_file_and_nothing_beside_it) {
  const std::vector<std::string> allowed{path("notes.txt"), path("sub")};
  const FileBroker files = must(FileBroker::open(allowed, Access::read_write));
  EXPECT_EQ(read_through(files, path("notes.txt")), "hello");
  must(files.call("writeFile", {{"path", path("notes.txt")}, {"text", "new"}}));
  EXPECT_EQ(read_through(files, path("notes.txt")), "new");
  EXPECT_EQ(read_through(files, path("sub/deep.txt")), "deep");
  write_file(path("other.txt"), "other");
  EXPECT_EQ(fault_of_call(files, "readFile", {{"path", path("other.txt")}}), Fault::denied);
  EXPECT_EQ(fault_of_call(files, "readFile", {{"path", path("notes.txt/..")}}), Fault::denied);
  EXPECT_EQ(fault_of_call(files, "readFile", {{"path", "notes.txt"}}), Fault::denied);
  EXPECT_EQ(fault_of_call(files, "rm", {{"path", path("notes.txt")}}), Fault::denied);
  EXPECT_EQ(fault_of_call(files, "rm", {{"path", path("sub")}}), Fault::denied);
}

TEST_F(Granted, looks_relative_paths_up_in_the_first_allowed_path_only) {
  const std::vector<std::string> allowed{path("sub"), root()};
  const FileBroker files = must(FileBroker::open(allowed, Access::read_only));
  EXPECT_EQ(read_through(files, "deep.txt"), "deep");
  EXPECT_EQ(fault_of_call(files, "readFile", {{"path", "notes.txt"}}), Fault::not_found);
  EXPECT_EQ(read_through(files, path("notes.txt")), "hello");
}

TEST_F(Granted, stays_with_the_folder_that_was_there_when_it_was_granted) {
  const FileBroker files = broker();
  fs::rename(root(), outside_.file("moved"));
  fs::create_directory_symlink(outside_.file("granted-not"), root());
  EXPECT_EQ(read_through(files, "notes.txt"), "hello");
  EXPECT_EQ(fault_of_call(files, "readFile", {{"path", "secret.txt"}}), Fault::not_found);
}

TEST(NoGrant, denies_everything) {
  const FileBroker files = must(FileBroker::open({}, Access::read_write));
  for (const auto* name : {"x", "/etc/passwd", ".", "/"}) {
    EXPECT_EQ(fault_of_call(files, "readFile", {{"path", name}}), Fault::denied) << name;
  }
}

TEST_F(Granted, names_the_allowed_path_that_cannot_be_granted) {
  const auto refused = [&](const std::string& second) {
    const std::vector<std::string> allowed{root(), second};
    const auto opened = FileBroker::open(allowed, Access::read_only);
    EXPECT_EQ(field_of(opened), "allowed_paths[1]") << second;
    return fault_of(opened);
  };
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0666), 0);
  for (const std::string& wrong :
       {std::string("relative/path"), std::string(), path("missing"), root() + "/../granted",
        path("fifo"), std::string("/dev/null"), std::string("/proc"),
        std::string("/proc/self/environ"), "/" + std::string(limits::granted_path_bytes_max, 'x'),
        root() + std::string(1, '\0')}) {
    EXPECT_EQ(refused(wrong), Fault::invalid_argument) << wrong;
  }
}

TEST_F(Granted, reads_files_up_to_the_limit_and_says_what_the_limit_is) {
  fs::resize_file(path("notes.txt"), limits::file_read_bytes_max);
  EXPECT_EQ(read_through(broker(), "notes.txt").size(), limits::file_read_bytes_max);
  fs::resize_file(path("notes.txt"), limits::file_read_bytes_max + 1);
  const auto answer = broker().call("readFile", {{"path", "notes.txt"}});
  EXPECT_EQ(fault_of(answer), Fault::exhausted);
  EXPECT_NE(complaint_of(answer).find("8388608"), std::string::npos);
}

TEST_F(Granted, writes_files_up_to_the_limit) {
  const std::string most(limits::file_write_bytes_max, 'x');
  must(broker().call("writeFile", {{"path", "most"}, {"text", most}}));
  must(broker().call("writeFile", {{"path", "most"}, {"base64", to_base64(most)}}));
  EXPECT_EQ(fs::file_size(path("most")), most.size());
  EXPECT_EQ(fault_of_call(broker(), "writeFile", {{"path", "x"}, {"text", most + "x"}}),
            Fault::exhausted);
  EXPECT_EQ(
      fault_of_call(broker(), "writeFile", {{"path", "x"}, {"base64", to_base64(most + "x")}}),
      Fault::exhausted);
  EXPECT_FALSE(fs::exists(path("x")));
}

TEST_F(Granted, lists_as_many_entries_as_the_limit_says) {
  for (std::size_t i = 1; i < limits::directory_entries_max; ++i) {
    write_file(path("sub/" + std::to_string(i)), "");
  }
  EXPECT_EQ(must(broker().call("readdir", {{"path", "sub"}})).at("names").size(),
            limits::directory_entries_max);
  write_file(path("sub/one more"), "");
  EXPECT_EQ(fault_of_call(broker(), "readdir", {{"path", "sub"}}), Fault::exhausted);
}

// Makes every write beyond so many bytes of a file fail, as a full disk would.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(Granted, leaves_the_old_content_and_nothing_else_when_a_write_fails_half_way) {
  const auto before = everything();
  const std::string large(200'000, 'x');
  {
    const FullDisk full(100'000);
    for (const auto* operation : {"writeFile", "appendFile"}) {
      for (const auto* name : {"notes.txt", "new.txt"}) {
        EXPECT_EQ(fault_of_call(broker(), operation, {{"path", name}, {"text", large}}),
                  Fault::exhausted)
            << operation << " " << name;
      }
    }
  }
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(text_of_file(path("notes.txt")), "hello");
}

TEST_F(Granted, keeps_the_permissions_of_a_file_it_replaces) {
  fs::permissions(path("notes.txt"), fs::perms(0640));
  must(broker().call("writeFile", {{"path", "notes.txt"}, {"text", "x"}}));
  EXPECT_EQ(fs::status(path("notes.txt")).permissions(), fs::perms(0640));
}

// As another user where we are root, whom no permission stops.
TEST_F(Granted, does_not_replace_a_file_whose_permissions_refuse_writing) {
  constexpr uid_t nobody = 65'534;
  fs::permissions(root(), fs::perms(0777));
  fs::permissions(root().substr(0, root().rfind('/')), fs::perms(0777));
  fs::permissions(path("notes.txt"), fs::perms(0444));
  const bool was_root = ::geteuid() == 0;
  ASSERT_EQ(was_root ? ::seteuid(nobody) : 0, 0);
  const Fault written =
      fault_of_call(broker(), "writeFile", {{"path", "notes.txt"}, {"text", "x"}});
  const Fault appended =
      fault_of_call(broker(), "appendFile", {{"path", "notes.txt"}, {"text", "x"}});
  ASSERT_EQ(was_root ? ::seteuid(0) : 0, 0);
  EXPECT_EQ(written, Fault::denied);
  EXPECT_EQ(appended, Fault::denied);
  EXPECT_EQ(text_of_file(path("notes.txt")), "hello");
}

TEST_F(Granted, writes_only_where_a_file_can_be) {
  for (const std::string& name :
       {std::string("sub"), std::string("sub/"), std::string("."), root()}) {
    for (const auto* operation : {"writeFile", "appendFile"}) {
      EXPECT_EQ(fault_of_call(broker(), operation, {{"path", name}, {"text", "x"}}),
                Fault::invalid_argument)
          << operation << " " << name;
    }
  }
  EXPECT_EQ(fault_of_call(broker(), "writeFile", {{"path", "new/"}, {"text", "x"}}),
            Fault::invalid_argument);
  EXPECT_EQ(fault_of_call(broker(), "writeFile", {{"path", "missing/x"}, {"text", "x"}}),
            Fault::not_found);
  EXPECT_EQ(fault_of_call(broker(), "writeFile", {{"path", "notes.txt/x"}, {"text", "x"}}),
            Fault::not_found);
  EXPECT_EQ(fault_of_call(broker(), "readFile", {{"path", "sub"}}), Fault::invalid_argument);
  EXPECT_EQ(fault_of_call(broker(), "readdir", {{"path", "notes.txt"}}), Fault::not_found);
  EXPECT_EQ(fault_of_call(broker(), "rm", {{"path", "notes.txt/"}}), Fault::not_found);
}

TEST_F(Granted, explains_arguments_it_cannot_use) {
  const FileBroker files = broker();
  const std::vector<std::pair<std::string, Json>> wrong{
      {"readFile", Json::array()},
      {"readFile", Json::object()},
      {"readFile", {{"path", 5}}},
      {"readFile", {{"path", ""}}},
      {"readFile", {{"path", std::string("a\0b", 3)}}},
      {"readFile", {{"path", std::string(limits::granted_path_bytes_max + 1, 'x')}}},
      {"readFile", {{"path", std::string(300, 'x')}}},
      {"readFile", {{"path", "x"}, {"encoding", "utf8"}}},
      {"writeFile", {{"path", "x"}}},
      {"writeFile", {{"path", "x"}, {"text", "x"}, {"base64", ""}}},
      {"writeFile", {{"path", "x"}, {"base64", "?"}}},
      {"writeFile", {{"path", "sub/.."}, {"text", ""}}},
      {"chmod", {{"path", "x"}}},
      {"", {{"path", "x"}}}};
  for (const auto& [operation, arguments] : wrong) {
    const auto answer = files.call(operation, arguments);
    EXPECT_EQ(fault_of(answer), Fault::invalid_argument) << operation << arguments;
    // There is no field to name when the arguments are no object.
    EXPECT_EQ(field_of(answer).empty(), arguments.is_array()) << operation << arguments;
  }
}

TEST_F(Granted, repeats_no_path_of_the_host_in_its_errors) {
  fs::create_symlink(outside_.file("secret.txt"), path("link"));
  for (const auto* name :
       {"missing", "link", "../secret.txt", "sub", "/etc/passwd", "notes.txt/x"}) {
    for (const auto* operation : {"readFile", "readdir", "rm", "mkdir"}) {
      const auto answer = broker().call(operation, {{"path", name}});
      EXPECT_EQ(complaint_of(answer).find(root()), std::string::npos) << complaint_of(answer);
    }
  }
}

TEST_F(Granted, can_be_used_by_many_threads_at_once) {
  const FileBroker files = broker();
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&files, &wrong, name = "file" + std::to_string(t)] {
        for (int i = 0; i < 200; ++i) {
          const std::string text = name + std::to_string(i);
          wrong += !files.call("writeFile", {{"path", name}, {"text", text}}).ok();
          wrong += !files.call("appendFile", {{"path", "sub/deep.txt"}, {"text", "."}}).ok();
          const auto read = files.call("readFile", {{"path", name}});
          wrong += !read.ok() || read->at("base64") != to_base64(text);
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(fs::file_size(path("sub/deep.txt")), 4U + 800U);
}

// A child in which openat2 fails as the kernel's filter says; its exit code is the fault.
int fault_without_openat2(const std::string& folder, std::uint32_t error_number) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::array<sock_filter, 4> code{
        sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error_number),
        sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
    const std::vector<std::string> allowed{folder};
    ::_exit(static_cast<int>(fault_of(FileBroker::open(allowed, Access::read_only))));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(Granted, is_unavailable_rather_than_unsafe_where_there_is_no_openat2) {
  for (const std::uint32_t error : {ENOSYS, EPERM}) {
    EXPECT_EQ(fault_without_openat2(root(), error), static_cast<int>(Fault::unavailable));
  }
}

// Whatever path is made of these pieces, what comes back was never outside.
RC_GTEST_FIXTURE_PROP(Granted, shows_no_secret_whatever_the_path, ()) {
  const std::string up = root().substr(0, root().rfind('/'));
  std::error_code ignored;
  fs::create_directory_symlink(up, path("link"), ignored);
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"..", ".", "", "/", "sub", "link", "granted", "granted-not",
                               "secret.txt", "notes.txt", up, root(), "proc", "self", "root"}));
  std::string attempt;
  for (const std::string& piece : pieces) attempt += piece + (piece == "/" ? "" : "/");
  while (*rc::gen::arbitrary<bool>() && attempt.ends_with('/')) attempt.pop_back();
  const auto answer = broker(Access::read_only).call("readFile", {{"path", attempt}});
  const bool read_the_secret = answer.ok() && answer->at("base64") == to_base64("SECRET");
  RC_ASSERT(!read_the_secret);
  const auto listed = broker(Access::read_only).call("readdir", {{"path", attempt}});
  const bool saw_the_secret = listed.ok() && to_line(*listed).find("secret") != std::string::npos;
  RC_ASSERT(!saw_the_secret);
}

}  // namespace
}  // namespace memory_mcp
