// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import Testing

@Suite("Reading strictly") struct StrictJSONTests {
  struct Person: Codable, Equatable {
    var name: String
    var age: Int?
    var tags: [String]?
  }

  struct File: Codable, Equatable {
    var format: Int
    var persons: [Person]
  }

  enum Thing: Codable, Equatable {
    case person(Person)
    private enum Tag: String, CodingKey { case type }

    init(from decoder: any Decoder) throws {
      let tag = try decoder.container(keyedBy: Tag.self)
      guard try tag.decode(String.self, forKey: .type) == "person" else {
        throw DecodingError.dataCorruptedError(forKey: .type, in: tag, debugDescription: "not person")
      }
      self = .person(try Person(from: decoder))
    }
  }

  func read<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try StrictDecoder().decode(type, from: try StrictJSON.parse(Data(text.utf8)))
  }

  func issues(_ body: () throws -> Void) -> [String] {
    do {
      try body()
      return []
    } catch let error as StrictJSONError {
      return error.issues.map { "\($0.reason.rawValue) \($0.path) \($0.position.line):\($0.position.column)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test("A file that fits its type is read, absent members as nil")
  func fits() throws {
    let file = try read(File.self, #"{"format":1,"persons":[{"name":"A","age":7},{"name":"B","tags":["x"]}]}"#)
    #expect(file == File(format: 1, persons: [Person(name: "A", age: 7), Person(name: "B", tags: ["x"])]))
  }

  @Test("Every unknown member is reported with line, column and path")
  func unknown() {
    let text = "{\"format\":1,\n \"persons\":[{\"name\":\"A\",\"nam\":\"B\"}],\n \"more\":2}"
    #expect(issues { _ = try read(File.self, text) } == ["unknown-member persons[0].nam 2:25", "unknown-member more 3:2"])
  }

  @Test("A type with a discriminator knows the members of both its containers and no others")
  func discriminator() throws {
    #expect(try read(Thing.self, #"{"type":"person","name":"A"}"#) == .person(Person(name: "A")))
    #expect(issues { _ = try read(Thing.self, #"{"type":"person","name":"A","x":1}"#) } == ["unknown-member x 1:29"])
    #expect(issues { _ = try read(Thing.self, #"{"type":"ship","name":"A"}"#) } == ["wrong-value type 1:9"])
  }

  @Test(
    "What is wrong is said with its place",
    arguments: [
      (#"{"format":"1","persons":[]}"#, "wrong-type format 1:11"),
      (#"{"format":1.5,"persons":[]}"#, "wrong-type format 1:11"),
      (#"{"format":1}"#, "missing-member persons 1:1"),
      (#"{"format":1,"persons":[{"age":1}]}"#, "missing-member persons[0].name 1:24"),
      (#"{"format":1,"persons":{}}"#, "wrong-type persons 1:23"),
      (#"{"format":1,"persons":[{"name":null}]}"#, "wrong-type persons[0].name 1:32"),
      (#"{"format":1,"format":2,"persons":[]}"#, "duplicate-member format 1:13"),
      (#"{"format":1,"persons":[]} x"#, "syntax  1:27"),
      (#"{"format":01,"persons":[]}"#, "syntax  1:13"),
      (#"{"format":1,"persons":[],}"#, "syntax  1:26"),
      ("{\"format\":1,\"persons\":[{\"name\":\"a\tb\"}]}", "syntax  1:34"),
      (#"{"format":1,"persons":[{"name":"\ud800"}]}"#, "syntax  1:39"),
      ("", "syntax  1:1"),
    ])
  func wrong(text: String, expected: String) {
    #expect(issues { _ = try read(File.self, text) } == [expected])
  }

  @Test("Bytes that are not UTF-8, files too large and nesting too deep are refused")
  func limits() {
    #expect(issues { _ = try StrictJSON.parse(Data([0x22, 0xFF, 0x22])) } == ["not-utf8  1:1"])
    #expect(issues { _ = try StrictJSON.parse(Data("[1]".utf8), limits: StrictLimits(bytes: 2)) } == ["too-large  1:1"])
    let deep = String(repeating: "[", count: 100)
    #expect(issues { _ = try StrictJSON.parse(Data(deep.utf8)) }.first?.hasPrefix("too-large") == true)
    #expect(issues { _ = try StrictJSON.parse(Data("\u{FEFF}1".utf8)) } == ["syntax  1:1"])
  }

  @Test("Of many duplicates a hundred are told, and below a long name the first alone", .timeLimit(.minutes(1)))
  func manyDuplicates() {
    let inside = "{" + Array(repeating: #""b":1"#, count: 300).joined(separator: ",") + "}"
    let told = issues { _ = try StrictJSON.parse(Data("{\"a\":[0,\(inside)]}".utf8)) }
    #expect(told.count == 100)
    #expect(told.first == "duplicate-member a[1].b 1:16")
    let name = String(repeating: "a", count: 500_000)
    #expect(issues { _ = try StrictJSON.parse(Data("{\"\(name)\":\(inside)}".utf8)) }.count == 1)
  }

  @Test("A long name above many elements and members is not written out for each", .timeLimit(.minutes(1)))
  func longNames() throws {
    let name = String(repeating: "a", count: 500_000)
    let elements = Array(repeating: #"{"b":0}"#, count: 50_000).joined(separator: ",")
    let value = try StrictJSON.parse(Data("{\"\(name)\":[\(elements)]}".utf8))
    guard case .object(let members) = value.content, case .array(let found)? = members.first?.value.content else {
      Issue.record("no list below the name")
      return
    }
    #expect(found.count == 50_000)
  }

  @Test("Where nesting is too deep is told with the way there")
  func deepPath() {
    let limits = StrictLimits(depth: 3)
    #expect(issues { _ = try StrictJSON.parse(Data(#"{"a":[0,{"b":1}]}"#.utf8), limits: limits) } == [])
    #expect(
      issues { _ = try StrictJSON.parse(Data(#"{"a":[0,{"b":[1]}]}"#.utf8), limits: limits) } == ["too-large a[1].b[0] 1:15"])
  }

  @Test("Escapes and pairs of surrogates are read")
  func escapes() throws {
    #expect(try read(String.self, #""\u00e9\ud83d\ude00\n\/""#) == "é😀\n/")
  }

  @Test("YAML says the same as JSON, with its places")
  func yaml() throws {
    let value = try StrictYAML.parse(Data("format: 1\npersons:\n  - name: no\n    age: 3\n".utf8))
    let file = try StrictDecoder().decode(File.self, from: value)
    #expect(file == File(format: 1, persons: [Person(name: "no", age: 3)]))
    let unknown = try StrictYAML.parse(Data("format: 1\npersons: []\nmore: x\n".utf8))
    #expect(issues { _ = try StrictDecoder().decode(File.self, from: unknown) } == ["unknown-member more 3:1"])
  }

  @Test("Canonical bytes follow RFC 8785: members by UTF-16, numbers as ECMAScript writes them")
  func canonical() throws {
    func canonical(_ text: String) throws -> String {
      String(decoding: CanonicalJSON.bytes(try StrictJSON.parse(Data(text.utf8))), as: UTF8.self)
    }
    let numbers = "[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0,1e21,123456789012345680000,5e-324]"
    #expect(
      try canonical(numbers)
        == "[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,123456789012345680000,5e-324]")
    #expect(
      try canonical(
        #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew","1":"One","\ud83d\ude00":"Emoji","\u0080":"Control","\u00f6":"o"}"#
      )
        == "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"o\",\"€\":\"Euro Sign\",\"😀\":\"Emoji\",\"\u{fb33}\":\"Hebrew\"}"
    )
    #expect(
      String(decoding: try CanonicalJSON.encode(Person(name: "é\u{1}", age: 2)), as: UTF8.self) == "{\"age\":2,\"name\":\"é\\u0001\"}")
  }
}

@Suite("A list whose elements are tried as one type and then as another") struct TriedElementTests {
  enum Member: CodingKey { case name }

  /// Reads each element as a number, or else as an object with a name, or else as a list of words.
  struct Mixed: Decodable, Equatable {
    var found: [String] = []

    init(from decoder: any Decoder) throws {
      var elements = try decoder.unkeyedContainer()
      while !elements.isAtEnd {
        if let number = try? elements.decode(Int.self) {
          found.append("\(number)")
        } else if let object = try? elements.nestedContainer(keyedBy: Member.self) {
          found.append(try object.decode(String.self, forKey: .name))
        } else if var words = try? elements.nestedUnkeyedContainer() {
          while !words.isAtEnd { found.append(try words.decode(String.self)) }
        } else {
          found.append(try elements.decode(String.self))
        }
      }
    }
  }

  func read(_ text: String) throws -> [String] {
    try StrictDecoder().decode(Mixed.self, from: try StrictJSON.parse(Data(text.utf8))).found
  }

  @Test("An element that is not of the first type is still there for the second, and none is passed over")
  func tried() throws {
    #expect(try read(#"[1, "two", {"name": "three"}, ["four", "five"], 6]"#) == ["1", "two", "three", "four", "five", "6"])
  }

  @Test("An element that is of none of the types is told with its own place")
  func ofNone() throws {
    do {
      _ = try read("[1, \"two\",\n true]")
      Issue.record("read")
    } catch let error as StrictJSONError {
      #expect(error.issues.map(\.path) == ["[2]"] && error.issues.map(\.position.line) == [2])
    }
  }
}

@Suite("Whole numbers and null") struct StrictNumberTests {
  struct Counted: Decodable {
    let count: Int
    let name: String?
  }

  func read(_ text: String) throws -> Counted { try StrictDecoder().decode(Counted.self, from: try StrictJSON.parse(Data(text.utf8))) }

  @Test("One whole number has several spellings", arguments: ["12", "12.0", "1.2e1", "120e-1"])
  func spellings(number: String) throws { #expect(try read("{\"count\": \(number)}").count == 12) }

  @Test(
    "A fraction, text, and what other programs would read as another number are refused",
    arguments: ["12.5", "\"12\"", "9007199254740992", "-9007199254740992", "1e16", "true"])
  func refused(number: String) { #expect(throws: StrictJSONError.self) { try read("{\"count\": \(number)}") } }

  @Test("The greatest whole numbers that all programs read alike are accepted", arguments: [9_007_199_254_740_991, -9_007_199_254_740_991])
  func greatest(number: Int) throws { #expect(try read("{\"count\": \(number)}").count == number) }

  @Test("Null where text may stand is a wrong type: what says nothing is left out")
  func null() { #expect(throws: StrictJSONError.self) { try read("{\"count\": 1, \"name\": null}") } }

  @Test("The smallest whole number of the machine has canonical bytes")
  func smallest() throws {
    let value = try StrictJSON.parse(Data("-9223372036854775808".utf8))
    #expect(String(decoding: CanonicalJSON.bytes(value), as: UTF8.self) == "-9223372036854776000")
  }

  @Test(
    "A number that no program can hold is refused: it would have no canonical form",
    arguments: ["1e309", "-1e400", "9e99999999999999999999"])
  func beyond(text: String) { #expect(throws: StrictJSONError.self) { try StrictJSON.parse(Data(text.utf8)) } }

  @Test("A long number and one that is nearly zero are read")
  func long() throws {
    for text in [String(repeating: "9", count: 308), "1e-400", "1.7976931348623157e308"] { _ = try StrictJSON.parse(Data(text.utf8)) }
    #expect(throws: StrictJSONError.self) { try StrictJSON.parse(Data(String(repeating: "9", count: 310).utf8)) }
  }
}
