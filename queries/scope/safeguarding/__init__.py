"""What is done for children: records of it under the filters and both clocks."""
