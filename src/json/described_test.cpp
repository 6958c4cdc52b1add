// The three readings of one description must agree: from_json, to_json and schema_of.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/clock.h"
#include "json/from_json.h"
#include "json/from_text.h"
#include "json/schema.h"
#include "tests/doubles/must.h"

namespace memory_mcp {
namespace {

enum class Fruit { red_apple, pear };

constexpr auto names_of(Fruit) {
  using namespace std::literals;
  return std::array{std::pair{Fruit::red_apple, "red_apple"sv}, std::pair{Fruit::pear, "pear"sv}};
}

constexpr TextRule lower_rule{
    .pattern = "^[a-z]*$", .says = "small letters only", .accepts = [](std::string_view text) {
      return std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    }};

struct Place {
  std::string street;
  std::optional<std::int64_t> number;

  static constexpr auto fields() {
    return std::tuple{required("street", &Place::street, "Where."),
                      optional("number", &Place::number, "Which house.").between(1, 999)};
  }
};

struct Order {
  std::string name;
  Fruit fruit = Fruit::pear;
  std::int64_t count = 1;
  double weight = 0.5;
  bool gift = false;
  std::optional<std::string> note;
  std::vector<std::string> labels;
  std::vector<Place> places;
  std::map<std::string, std::string> extras;
  std::optional<JsonObjectText> raw;
  std::optional<Timestamp> when;

  static constexpr auto fields() {
    return std::tuple{
        required("name", &Order::name, "Whose.").length(2, 10).matching(lower_rule),
        optional("fruit", &Order::fruit, "Which."),
        optional("count", &Order::count, "How many.").between(1, 9),
        optional("weight", &Order::weight, "How heavy.").between(0.25, 2.5),
        optional("gift", &Order::gift, "Whether it is one."),
        optional("note", &Order::note, "Anything.").length(1, 5),
        optional("labels", &Order::labels, "Some.").length(0, 2).each_length(1, 3),
        optional("places", &Order::places, "Where to."),
        optional("extras", &Order::extras, "More.")
            .length(0, 1)
            .each_length(0, 2)
            .each_key_length(0, 200),
        optional("raw", &Order::raw, "As it is.").length(0, 20),
        optional("when", &Order::when, "When."),
    };
  }
};

struct Nothing {
  static constexpr auto fields() { return std::tuple{}; }
};

Result<Order> order(std::string_view text) {
  return from_json<Order>(must(parse_json(text)), "arguments");
}

// What from_json says of an order that has, beside its name, `members`.
std::string complaint(const std::string& members) {
  const auto refused = order(R"({"name":"ann",)" + members + "}");
  EXPECT_EQ(fault_of(refused), Fault::invalid_argument) << members;
  return complaint_of(refused);
}

// --- from_json --------------------------------------------------------------------------------

TEST(from_json, fills_in_every_kind_of_member) {
  const Order all = must(order(
      R"({"name":"ann","fruit":"red_apple","count":9,"weight":1,"gift":true,"note":"hi",
          "labels":["a","b"],"places":[{"street":"x","number":7}],"extras":{"k":"v"},
          "raw":{"b":[1],"a":null},"when":"2026-11-22T15:04:05.678Z"})"));
  EXPECT_EQ(all.fruit, Fruit::red_apple);
  EXPECT_EQ(all.count, 9);
  EXPECT_EQ(all.weight, 1.0);
  EXPECT_TRUE(all.gift);
  EXPECT_EQ(all.labels, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(all.places.at(0).number, 7);
  EXPECT_EQ(all.extras.at("k"), "v");
  EXPECT_EQ(all.raw->text, R"({"b":[1],"a":null})");
  EXPECT_EQ(all.when->ms, 1'795'359'845'678);
}

TEST(from_json, leaves_members_that_are_not_given_at_their_defaults) {
  const Order least = must(order(R"({"name":"ann"})"));
  EXPECT_EQ(least.fruit, Fruit::pear);
  EXPECT_EQ(least.count, 1);
  EXPECT_EQ(least.note, std::nullopt);
  EXPECT_TRUE(least.labels.empty());
}

TEST(from_json, names_a_missing_member_and_what_it_is_for) {
  const auto refused = order("{}");
  EXPECT_EQ(complaint_of(refused), "arguments.name: is required: Whose.");
  EXPECT_EQ(field_of(refused), "name");
}

TEST(from_json, names_the_place_of_an_error_as_a_path_from_the_root) {
  const auto refused =
      order(R"({"name":"ann","places":[{"street":"x"},{"street":"y","number":1000}]})");
  EXPECT_EQ(complaint_of(refused),
            "arguments.places[1].number: expected a number, 1 to 999; got 1000");
  EXPECT_EQ(field_of(refused), "places[1].number");
}

TEST(from_json, names_the_nearest_member_to_an_unknown_one) {
  EXPECT_TRUE(complaint(R"("lables":[])")
                  .starts_with("arguments.lables: unknown field (did you mean labels?); known are "
                               "name, fruit, count,"));
  EXPECT_TRUE(complaint(R"("giftWrap":1)").find("(did you mean gift?)") != std::string::npos);
  EXPECT_TRUE(complaint(R"("qqqqqqqq":1)").find("did you mean") == std::string::npos);
}

TEST(from_json, refuses_every_member_of_a_struct_without_members) {
  const auto refused = from_json<Nothing>(Json{{"a", 1}}, "arguments");
  EXPECT_EQ(complaint_of(refused), "arguments.a: unknown field; none is expected here");
}

TEST(from_json, understands_enums_in_camel_case_and_other_spellings) {
  for (const char* spelt : {"red_apple", "RedApple", "redApple", "red-apple", "Red Apple"}) {
    EXPECT_EQ(must(order(R"({"name":"ann","fruit":")" + std::string(spelt) + "\"}")).fruit,
              Fruit::red_apple)
        << spelt;
  }
}

TEST(from_json, lists_the_choices_of_an_enum_and_names_the_nearest) {
  EXPECT_EQ(complaint(R"("fruit":"peer")"),
            "arguments.fruit: expected one of red_apple, pear; got \"peer\" (did you mean pear?)");
  EXPECT_EQ(complaint(R"("fruit":7)"), "arguments.fruit: expected one of red_apple, pear; got 7");
}

TEST(from_json, tells_a_caller_who_sends_null_to_leave_the_member_out) {
  EXPECT_EQ(complaint(R"("note":null)"),
            "arguments.note: expected a string; got null; leave the field out if it is optional");
}

TEST(from_json, refuses_a_value_of_the_wrong_kind) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"("note":1)", "arguments.note: expected a string; got 1"},
      {R"("gift":"true")", "arguments.gift: expected true or false; got \"true\""},
      {R"("gift":1)", "arguments.gift: expected true or false; got 1"},
      {R"("count":"1")", "arguments.count: expected an integer; got \"1\""},
      {R"("count":true)", "arguments.count: expected an integer; got true"},
      {R"("weight":"1")", "arguments.weight: expected a number; got \"1\""},
      {R"("labels":{})", "arguments.labels: expected a list; got {}"},
      {R"("labels":[1])", "arguments.labels[0]: expected a string; got 1"},
      {R"("extras":[1])", "arguments.extras: expected an object; got a list"},
      {R"("extras":{"k":1})", "arguments.extras.k: expected a string; got 1"},
      {R"("raw":"{}")", "arguments.raw: expected an object; got \"{}\""},
      {R"("places":[[]])", "arguments.places[0]: expected an object; got []"},
      {R"("when":5)", "arguments.when: expected a string; got 5"},
  };
  for (const auto& [members, says] : wrong) EXPECT_EQ(complaint(members), says);
}

TEST(from_json, refuses_values_beyond_their_bounds_and_says_what_they_are) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"("count":0)", "arguments.count: expected a number, 1 to 9; got 0"},
      {R"("count":10)", "arguments.count: expected a number, 1 to 9; got 10"},
      {R"("weight":0.2)", "arguments.weight: expected a number, 0.25 to 2.5; got 0.2"},
      {R"("note":"")", "arguments.note: must not be empty"},
      {R"("note":"123456")", "arguments.note: has 6 bytes; at most 5 are allowed"},
      {R"("labels":["a","b","c"])", "arguments.labels: has 3 items; at most 2 are allowed"},
      {R"("labels":["abcd"])", "arguments.labels[0]: has 4 bytes; at most 3 are allowed"},
      {R"("extras":{"a":"","b":""})", "arguments.extras: has 2 members; at most 1 are allowed"},
      {R"("extras":{"a":"xyz"})", "arguments.extras.a: has 3 bytes; at most 2 are allowed"},
      {R"("raw":{"key":"0123456789abc"})",
       "arguments.raw: takes 23 bytes as compact JSON; at most 20 are allowed"},
  };
  for (const auto& [members, says] : wrong) EXPECT_EQ(complaint(members), says);
}

TEST(from_json, repeats_only_the_beginning_of_a_key_that_is_too_long) {
  const std::string key(100'000, 'k');
  EXPECT_EQ(complaint("\"extras\":{\"" + key + "\":\"\"}"),
            "arguments.extras." + key.substr(0, 100) +
                ": has 100000 bytes as a key; at most 200 are allowed");
}

struct Keeper {
  JsonObjectText kept;

  static constexpr auto fields() {
    return std::tuple{required("kept", &Keeper::kept, "All of it.")};
  }
};

TEST(from_json, keeps_objects_only_as_deep_as_a_message_may_be) {
  const auto of_depth = [](std::size_t depth) {
    Json object = Json::object();
    for (std::size_t i = 1; i < depth; ++i) object = {{"a", object}};
    return from_json<Keeper>({{"kept", object}}, "arguments");
  };
  EXPECT_TRUE(of_depth(limits::json_depth_max).ok());
  EXPECT_EQ(complaint_of(of_depth(limits::json_depth_max + 1)),
            "arguments.kept: is nested more than 64 levels deep");
}

TEST(from_json, counts_bytes_and_not_characters) {
  EXPECT_TRUE(order(R"({"name":"ann","note":"äö"})").ok());
  EXPECT_EQ(complaint(R"("note":"äöü")"), "arguments.note: has 6 bytes; at most 5 are allowed");
}

TEST(from_json, refuses_text_that_is_too_short_or_breaks_its_rule) {
  EXPECT_EQ(complaint_of(order(R"({"name":"a"})")), "arguments.name: must have at least 2 bytes");
  EXPECT_EQ(complaint_of(order(R"({"name":"A1"})")),
            "arguments.name: expected small letters only; got \"A1\"");
}

TEST(from_json, takes_whole_decimals_for_integers_and_no_others) {
  EXPECT_EQ(must(order(R"({"name":"ann","count":5.0})")).count, 5);
  EXPECT_EQ(complaint(R"("count":5.5)"), "arguments.count: expected an integer; got 5.5");
  EXPECT_EQ(complaint(R"("count":18446744073709551615)"),
            "arguments.count: expected an integer below 2^63; got 18446744073709551615");
  EXPECT_FALSE(order(R"({"name":"ann","count":1e300})").ok());
}

TEST(from_json, refuses_a_time_it_cannot_read) {
  EXPECT_TRUE(complaint(R"("when":"yesterday")").starts_with("arguments.when: expected a time"));
}

TEST(from_json, never_repeats_a_long_value_in_full) {
  EXPECT_LT(complaint(R"("fruit":")" + std::string(100'000, 'x') + "\"").size(), 300U);
  EXPECT_LT(complaint("\"" + std::string(100'000, 'x') + "\":1").size(), 500U);
}

TEST(from_json, refuses_a_document_that_is_no_object) {
  EXPECT_EQ(complaint_of(order("[]")), "arguments: expected an object; got []");
  EXPECT_EQ(field_of(order("[]")), "");
}

// --- to_json ----------------------------------------------------------------------------------

TEST(to_json, writes_whole_numbers_without_a_decimal_point) {
  EXPECT_EQ(to_line(to_json(12.0)), "12");
  EXPECT_EQ(to_line(to_json(-0.0)), "0");
  EXPECT_EQ(to_line(to_json(0.1)), "0.1");
  EXPECT_EQ(to_line(to_json(1e300)), "1e+300");
}

TEST(to_json, calls_a_number_that_is_none_a_bug) {
  EXPECT_THROW((void)to_json(std::nan("")), Bug);
  EXPECT_THROW((void)to_json(std::numeric_limits<double>::infinity()), Bug);
}

TEST(to_json, leaves_out_what_is_not_there_and_keeps_the_order_of_the_description) {
  EXPECT_EQ(to_line(to_json(Order{.name = "ann"})),
            R"({"name":"ann","fruit":"pear","count":1,"weight":0.5,"gift":false,)"
            R"("labels":[],"places":[],"extras":{}})");
}

RC_GTEST_PROP(to_json, writes_numbers_that_are_read_back_the_same, ()) {
  const double number =
      *rc::gen::suchThat(rc::gen::arbitrary<double>(), [](double n) { return std::isfinite(n); });
  RC_ASSERT(must(parse_json(to_line(to_json(number)))).get<double>() == number);
}

// --- schema_of --------------------------------------------------------------------------------

TEST(schema_of, advertises_what_from_json_demands) {
  const Json schema = schema_of<Order>(SchemaUse::input);
  EXPECT_EQ(to_line(schema["required"]), R"(["name"])");
  EXPECT_EQ(schema["additionalProperties"], false);
  const Json& properties = schema["properties"];
  EXPECT_EQ(to_line(properties["name"]),
            R"({"type":"string","minLength":2,"maxLength":10,"pattern":"^[a-z]*$",)"
            R"("description":"Whose."})");
  EXPECT_EQ(to_line(properties["fruit"]),
            R"({"type":"string","enum":["red_apple","pear"],"description":"Which.",)"
            R"("default":"pear"})");
  EXPECT_EQ(to_line(properties["weight"]),
            R"({"type":"number","minimum":0.25,"maximum":2.5,"description":"How heavy.",)"
            R"("default":0.5})");
  EXPECT_EQ(to_line(properties["labels"]),
            R"({"type":"array","items":{"type":"string","minLength":1,"maxLength":3},)"
            R"("maxItems":2,"description":"Some."})");
  EXPECT_EQ(to_line(properties["extras"]),
            R"({"type":"object","additionalProperties":{"type":"string","maxLength":2},)"
            R"("maxProperties":1,"description":"More."})");
}

TEST(schema_of, requires_nothing_of_an_answer_so_that_parts_of_it_still_conform) {
  const Json schema = schema_of<Order>(SchemaUse::output);
  EXPECT_FALSE(schema.contains("required"));
  EXPECT_FALSE(schema["properties"]["places"]["items"].contains("required"));
  EXPECT_FALSE(schema["properties"]["count"].contains("default"));
}

RC_GTEST_PROP(schema_of, bounds_integers_exactly_as_from_json_does, ()) {
  const auto count = *rc::gen::inRange<std::int64_t>(-5, 15);
  const Json schema = schema_of<Order>(SchemaUse::input)["properties"]["count"];
  const bool conforms = count >= schema["minimum"] && count <= schema["maximum"];
  RC_ASSERT(from_json<Order>({{"name", "ann"}, {"count", count}}, "a").ok() == conforms);
}

RC_GTEST_PROP(schema_of, bounds_decimals_exactly_as_from_json_does, ()) {
  const double weight = *rc::gen::inRange(-10, 40) / 10.0;
  const Json schema = schema_of<Order>(SchemaUse::input)["properties"]["weight"];
  const bool conforms = weight >= schema["minimum"] && weight <= schema["maximum"];
  RC_ASSERT(from_json<Order>({{"name", "ann"}, {"weight", weight}}, "a").ok() == conforms);
}

RC_GTEST_PROP(schema_of, is_kept_by_every_text_that_from_json_takes, ()) {
  const auto note = *rc::gen::container<std::string>(rc::gen::element('a', 'b'));
  const Json schema = schema_of<Order>(SchemaUse::input)["properties"]["note"];
  const bool conforms = note.size() >= schema["minLength"] && note.size() <= schema["maxLength"];
  RC_ASSERT(from_json<Order>({{"name", "ann"}, {"note", note}}, "a").ok() == conforms);
}

RC_GTEST_PROP(schema_of, lists_every_enum_value_that_to_json_writes, ()) {
  const Fruit fruit = *rc::gen::element(Fruit::red_apple, Fruit::pear);
  const Json choices = schema_of<Order>(SchemaUse::output)["properties"]["fruit"]["enum"];
  RC_ASSERT(std::ranges::count(choices, to_json(fruit)) == 1);
}

RC_GTEST_PROP(from_json, reads_back_what_to_json_wrote, ()) {
  const Order written{.name = "ann",
                      .fruit = *rc::gen::element(Fruit::red_apple, Fruit::pear),
                      .count = *rc::gen::inRange<std::int64_t>(1, 10),
                      .weight = *rc::gen::inRange(25, 251) / 100.0,
                      .gift = *rc::gen::arbitrary<bool>(),
                      .labels = *rc::gen::resize(2, rc::gen::container<std::vector<std::string>>(
                                                        rc::gen::element<std::string>("a", "äb"))),
                      .when = Timestamp{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000)}};
  const Json json = to_json(written);
  RC_ASSERT(to_json(must(from_json<Order>(json, "order"))) == json);
}

// --- value_from_text --------------------------------------------------------------------------

TEST(value_from_text, keeps_text_as_text_and_reads_everything_else_as_json) {
  const Json properties = schema_of<Order>(SchemaUse::input)["properties"];
  EXPECT_EQ(value_from_text(properties["name"], "7"), Json("7"));
  EXPECT_EQ(value_from_text(properties["fruit"], "pear"), Json("pear"));
  EXPECT_EQ(value_from_text(properties["count"], "7"), Json(7));
  EXPECT_EQ(value_from_text(properties["gift"], "true"), Json(true));
  EXPECT_EQ(value_from_text(properties["raw"], R"({"a":1})"), (Json{{"a", 1}}));
  EXPECT_EQ(value_from_text(properties["count"], "seven"), Json("seven"));
}

}  // namespace
}  // namespace memory_mcp
