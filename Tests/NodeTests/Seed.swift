import HummingbirdTesting
import Hummingbird
import Testing
@Test func seed() {}
